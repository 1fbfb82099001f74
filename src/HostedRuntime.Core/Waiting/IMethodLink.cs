namespace HostedRuntime.Waiting;

/// <summary>
/// An object of ours between an async method and the code that awaits it. The stack of a task leads through it. Any thread.
/// </summary>
/// <remarks>
/// The object may end and be used again meanwhile. So each member reads each reference once, and may return what belongs to another use.
/// </remarks>
internal interface IMethodLink
{
    /// <summary>The name of the call in the stack; null if it has none.</summary>
    string? StackName { get; }

    /// <summary>The Task of the method, its awaiter, or the wait in which it ends; null if the object is not in use.</summary>
    object? Method { get; }

    /// <summary>The Task that code awaits; null if code awaits the object itself, or the object is not in use.</summary>
    object? Outcome { get; }
}
