using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// What the running code may ask about itself. Off the runtime, and after a foreign <c>ConfigureAwait(false)</c> has left it:
/// null, null, None.
/// </summary>
public static class CurrentTask
{
    /// <summary>
    /// The runtime that this code entered, otherwise that of the running task, otherwise the one that this thread belongs to.
    /// </summary>
    public static IRuntimeHandle? Runtime => CurrentRuntime.Handle;

    /// <summary>The running task's <see cref="JoinHandle.Id"/>.</summary>
    public static long? Id => CurrentRuntime.Task?.TaskId;

    /// <summary>The running task's <see cref="JoinHandle.Name"/>.</summary>
    public static string? Name => CurrentRuntime.Task?.Name;

    /// <summary>The running task's token: fires at its abort and at the runtime's shutdown.</summary>
    public static CancellationToken CancellationToken => CurrentRuntime.Task?.CancellationToken ?? CancellationToken.None;

    /// <summary>Index of the worker that runs this, from <see cref="RuntimeOptions.WorkerThreads"/> on for one that stands in for a stalled one; null on a blocking thread, in BlockOn, on the ThreadPool and off the runtime.</summary>
    public static int? WorkerIndex => CurrentWorker.Index;

    /// <summary>
    /// Lets the other tasks of this worker run first. A point of abort. Off the runtime: as <see cref="Task.Yield"/>.
    /// Semantics are tokio's <c>yield_now</c>; allocates nothing.
    /// </summary>
    /// <returns>Await it once.</returns>
    public static ValueTask YieldAsync() => YieldSource.Task;
}
