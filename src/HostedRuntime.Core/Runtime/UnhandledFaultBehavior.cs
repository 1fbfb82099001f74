namespace HostedRuntime;

/// <summary>What to do about an unhandled fault: of a task that was detached, was collected, or is left at shutdown, and that nobody awaited.</summary>
public enum UnhandledFaultBehavior
{
    /// <summary>Nothing.</summary>
    Ignore,

    /// <summary>Tell <see cref="Diagnostics.RuntimeHooks.TaskFaulted"/>; in a host it is logged.</summary>
    Report,

    /// <summary>Report it, then stop the runtime and with it its host, which exits non-zero.</summary>
    Stop,
}
