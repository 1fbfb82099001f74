namespace HostedRuntime;

/// <summary>What to do about a fault that no awaiter will ever see.</summary>
public enum UnhandledFaultBehavior
{
    /// <summary>Nothing.</summary>
    Ignore,

    /// <summary>Tell <see cref="Diagnostics.RuntimeHooks.TaskFaulted"/>; in a host it is logged.</summary>
    Report,

    /// <summary>Report it, then stop the runtime and with it its host, which exits non-zero.</summary>
    Stop,
}
