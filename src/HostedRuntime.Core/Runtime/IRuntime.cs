using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>A runtime as its owner sees it: the owner can start and end the runtime.</summary>
/// <remarks>
/// Disposing shuts the runtime down within <see cref="RuntimeOptions.ShutdownTimeout"/>; half of that is the grace for tasks that have not
/// ended. If there are no tasks, or only those of <see cref="StopBehavior.Cancel"/>, this takes milliseconds. A test that needs no grace
/// calls <c>ShutdownAsync(TimeSpan.Zero)</c> first.
/// </remarks>
public interface IRuntime : IRuntimeHandle, IAsyncDisposable, IDisposable
{
    /// <summary>The present state of the runtime. Any thread.</summary>
    RuntimeState State { get; }

    /// <summary>A copy of the options that the runtime was created with, with the changes of <see cref="Reconfigure"/>.</summary>
    RuntimeOptions Options { get; }

    /// <summary>Starts the workers. Tasks that were spawned before wait in the queue until then. Further calls do nothing.</summary>
    /// <exception cref="ObjectDisposedException">The runtime has been shut down.</exception>
    /// <exception cref="ThreadUnavailableException">The system has no thread left for the runtime. Nothing has run, and it can be started
    /// again.</exception>
    void Start();

    /// <summary>
    /// Applies the options that can change while the runtime runs: MaxBlockingThreads, BlockingThreadKeepAlive, StallThreshold,
    /// ShutdownTimeout, PluginTimeout, UnhandledFaults, FaultObservationDelay, DisabledLints. BlockingQueueLimit can change its value, but
    /// cannot be set or removed. A host calls this when its configuration changes.
    /// </summary>
    /// <param name="options">All options, with their new values.</param>
    /// <returns>The names of the other options that differ; the runtime keeps its values for them. Empty if there are none.</returns>
    /// <remarks>
    /// If the number of blocking threads is reduced, the surplus threads end after their current body. A runtime that is ending applies
    /// nothing.
    /// </remarks>
    /// <exception cref="ArgumentException">Options are outside their range. The message names all of them, and nothing is
    /// applied.</exception>
    /// <exception cref="ThreadUnavailableException">The change starts the stall watch, and the system has no thread left for it. Nothing is
    /// applied.</exception>
    IReadOnlyList<string> Reconfigure(RuntimeOptions options);

    /// <summary>
    /// Describes the runtime at this moment: its workers, its tasks and their waits, locks and channels, deadlocks, and likely mistakes.
    /// Stops no thread. Any thread, also after the end of the runtime.
    /// </summary>
    /// <param name="options">The contents of the snapshot. Null for the defaults of <see cref="SnapshotOptions"/>.</param>
    /// <returns>
    /// The snapshot. Its rows are looked at one after the other while the threads go on, so they belong to slightly different moments.
    /// </returns>
    RuntimeSnapshot CaptureSnapshot(SnapshotOptions? options = null);

    /// <summary>
    /// Aborts a task that runs or is suspended, as <see cref="JoinHandle.Abort"/> does. For tools that know a task from a snapshot. Any
    /// thread.
    /// </summary>
    /// <param name="taskId">The id of the task, as in <see cref="TaskSnapshot.Id"/>.</param>
    /// <returns>
    /// True if the task was found and asked to end; otherwise false: it has ended, has not run yet, or belongs to another runtime.
    /// </returns>
    bool TryAbort(long taskId);

    /// <summary>
    /// Ends the runtime. It admits nothing new, fires <see cref="IRuntimeHandle.Stopping"/> and aborts the tasks of
    /// <see cref="StopBehavior.Cancel"/>. The others may finish in the first half of the timeout. Then those left are aborted, and once
    /// more at three quarters. At last the threads end, and tasks that still run are reported by name.
    /// </summary>
    /// <param name="timeout">The time for all of this. Zero aborts everything at once and waits for nothing.</param>
    /// <param name="cancellationToken">Ends the waiting early: the tasks left are aborted, have half a second to end, and are
    /// reported.</param>
    /// <returns>The report. Later calls return the report of the first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is -2 ms or less, or over 49 days. Above -1 ms it counts as zero, and
    /// between the two as infinite.</exception>
    Task<ShutdownReport> ShutdownAsync(TimeSpan timeout, CancellationToken cancellationToken = default);
}
