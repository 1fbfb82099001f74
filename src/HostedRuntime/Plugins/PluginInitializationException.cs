namespace HostedRuntime;

/// <summary>The host did not start because of a plugin: its hook failed or took too long, or the plugins cannot be put in order.</summary>
public sealed class PluginInitializationException : Exception
{
    /// <summary>Makes one that names no plugin.</summary>
    public PluginInitializationException() : this("A plugin failed.")
    {
    }

    /// <summary>Makes one that names no plugin.</summary>
    /// <param name="message">What happened.</param>
    public PluginInitializationException(string message) : base(message)
    {
    }

    /// <summary>Makes one that names no plugin.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
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

    /// <summary>The message, and for an exception that only wraps another one also the message of that.</summary>
    private static string Describe(Exception cause)
        => cause is TypeInitializationException or System.Reflection.TargetInvocationException && cause.InnerException is { } inner ? $"{cause.Message} {Describe(inner)}" : cause.Message;

    /// <summary>The plugin that failed; "setup" for a hook of <see cref="PluginBuilderExtensions.AddSetup"/>.</summary>
    /// <value>Null when it is about several.</value>
    public string? Plugin { get; }

    /// <summary>Where it failed.</summary>
    public PluginPhase Phase { get; }
}
