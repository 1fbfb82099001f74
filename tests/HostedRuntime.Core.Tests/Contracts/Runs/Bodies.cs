namespace HostedRuntime.Tests.Contracts;

/// <summary>How the bodies of the tests are compiled, and what cannot be known of bodies that .NET 11 suspends itself.</summary>
public static class Bodies
{
    public const string NoTypeArguments = "All type arguments share the code of a method, and its address does not tell them apart.";

    public const string NoVariables = "The runtime keeps the variables of a suspended method in a form without names and types.";

    public const string ForeignCall = "The body goes on by the ThreadPool after an await of a foreign call; ForeignAwaitTests has what holds.";

    public const string NoRunning = "The runtime keeps the methods of a running body on the stack of its thread, and nowhere else.";

    /// <summary>True if the runtime suspends the bodies, and no state machine does.</summary>
    public static bool AreRuntimeAsync =>
#if RUNTIME_ASYNC
        true;
#else
        false;
#endif
}
