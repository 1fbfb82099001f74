namespace HostedRuntime;

/// <summary>What a runtime does with a task when it begins to stop.</summary>
public enum StopBehavior
{
    /// <summary>
    /// The task gets the grace of the shutdown, half of its timeout, to end by itself; then it is aborted. For work that is to be finished.
    /// </summary>
    Drain,

    /// <summary>The task is aborted at once: its token fires and its waits end. For loops, which never end by themselves.</summary>
    Cancel,
}
