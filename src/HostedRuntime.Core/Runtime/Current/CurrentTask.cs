using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Describes the task that runs the calling code. There is no such task off the runtime, or after a foreign <c>ConfigureAwait(false)</c>
/// has left the task. <see cref="Id"/> and <see cref="Name"/> are then null, and the token never fires. Any thread.
/// </summary>
public static class CurrentTask
{
    /// <summary>
    /// The runtime that this code entered, otherwise the runtime of the running task, otherwise the runtime that owns this thread; null if
    /// there is none.
    /// </summary>
    public static IRuntimeHandle? Runtime => CurrentRuntime.Handle;

    /// <summary>The <see cref="JoinHandle.Id"/> of the running task.</summary>
    public static long? Id => CurrentRuntime.Task?.TaskId;

    /// <summary>The <see cref="JoinHandle.Name"/> of the running task.</summary>
    public static string? Name => CurrentRuntime.Task?.Name;

    /// <summary>The token of the running task. It fires when the task is aborted, for example by a shutdown of the runtime.</summary>
    public static CancellationToken CancellationToken => CurrentRuntime.Task?.CancellationToken ?? CancellationToken.None;

    /// <summary>
    /// The index of the worker that runs this code. A worker that replaces a stalled one has an index from
    /// <see cref="RuntimeOptions.WorkerThreads"/> on. Null on a blocking thread, in BlockOn, on the ThreadPool and off the runtime.
    /// </summary>
    public static int? WorkerIndex => CurrentWorker.Index;

    /// <summary>
    /// Lets the other tasks of this worker run first. If the task is aborted, the await throws <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <remarks>
    /// Off the runtime this does the same as <see cref="Task.Yield"/>. The semantics are those of tokio's <c>yield_now</c>. Allocates
    /// nothing.
    /// </remarks>
    /// <returns>A ValueTask to await once.</returns>
    public static ValueTask YieldAsync() => YieldSource.Task;
}
