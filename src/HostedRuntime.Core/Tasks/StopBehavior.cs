namespace HostedRuntime;

/// <summary>Selects how a runtime treats a task when it begins to stop.</summary>
public enum StopBehavior
{
    /// <summary>
    /// The task may end by itself during the grace period of the shutdown, which is half of its timeout. Then the task is aborted. For work
    /// that should be finished.
    /// </summary>
    Drain,

    /// <summary>The task is aborted at once: its token fires and its waits end. For loops, which never end by themselves.</summary>
    Cancel,
}
