namespace HostedRuntime;

/// <summary>
/// Thrown when the host cannot start because a plugin's hook failed or took too long, or because the plugins cannot be put in order.
/// </summary>
public sealed class PluginInitializationException : Exception
{
    /// <summary>Creates an exception that names no plugin.</summary>
    public PluginInitializationException() : this("A plugin failed.")
    {
    }

    /// <summary>Creates an exception that names no plugin.</summary>
    /// <param name="message">The message.</param>
    public PluginInitializationException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that names no plugin.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public PluginInitializationException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal PluginInitializationException(string plugin, PluginPhase phase, Exception cause)
        : base($"Plugin '{plugin}' failed in {phase}: {Describe(cause)}", cause)
    {
        Plugin = plugin;
        Phase = phase;
    }

    internal PluginInitializationException(PluginPhase phase, IReadOnlyList<PluginInitializationException> several)
        : base(
            $"{several.Count} plugins failed:{string.Concat(several.Select(static one => Environment.NewLine + "  " + one.Message))}",
            new AggregateException(several))
    {
        Phase = phase;
    }

    /// <summary>Returns the message of the cause, followed by that of its inner exception if the cause is only a wrapper.</summary>
    private static string Describe(Exception cause)
        => cause is TypeInitializationException or System.Reflection.TargetInvocationException && cause.InnerException is { } inner ? $"{cause.Message} {Describe(inner)}" : cause.Message;

    /// <summary>The plugin that failed, or "setup" for a hook of <see cref="PluginBuilderExtensions.AddSetup"/>.</summary>
    /// <value>Null if the exception is about several plugins.</value>
    public string? Plugin { get; }

    /// <summary>The phase in which the plugin failed.</summary>
    public PluginPhase Phase { get; }
}
