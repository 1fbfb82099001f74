namespace HostedRuntime;

/// <summary>What runs a runtime's tasks. Everything else is the same: handles, aborts, the blocking pool, shutdown and its report.</summary>
public enum RuntimeFlavor
{
    /// <summary>Several worker threads of its own that steal work from each other. A body that blocks its worker costs time, not a deadlock.</summary>
    MultiThread,

    /// <summary>
    /// One thread of its own, strictly first come, first served: for state that belongs to a thread, and for tests. A body that
    /// blocks it blocks the runtime, and one that waits there for another task waits for ever.
    /// </summary>
    CurrentThread,

    /// <summary>
    /// The process's ThreadPool, to compare and to fall back: no isolation from its other users, no worker index, no stand-ins
    /// for blocked threads but the pool's own.
    /// </summary>
    ThreadPool,
}
