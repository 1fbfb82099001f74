namespace HostedRuntime;

/// <summary>
/// Selects the threads that run the tasks of a runtime. All flavors have the same handles, aborts, blocking pool, shutdown and report.
/// </summary>
public enum RuntimeFlavor
{
    /// <summary>
    /// Several worker threads of its own, which steal tasks from each other. A body that blocks its worker costs time and causes no
    /// deadlock.
    /// </summary>
    MultiThread,

    /// <summary>
    /// One thread of its own, strictly first come, first served. For state that belongs to a thread, and for tests. A body that blocks the
    /// thread blocks the runtime, and if it waits for another task of the runtime it waits for ever.
    /// </summary>
    CurrentThread,

    /// <summary>
    /// The ThreadPool of the process, for comparison and as a fallback. Tasks are not isolated from other users of the pool. There is no
    /// worker index, and only the pool itself replaces blocked threads.
    /// </summary>
    ThreadPool,
}
