namespace HostedRuntime;

/// <summary>
/// Selects what happens on an unhandled fault: no code awaited its task, and the task was detached, collected, or left at shutdown.
/// </summary>
public enum UnhandledFaultBehavior
{
    /// <summary>Nothing happens.</summary>
    Ignore,

    /// <summary>The fault is reported to <see cref="Diagnostics.RuntimeHooks.TaskFaulted"/>; a host logs it.</summary>
    Report,

    /// <summary>The fault is reported. Then the runtime stops, and with it its host, which exits with a nonzero code.</summary>
    Stop,
}
