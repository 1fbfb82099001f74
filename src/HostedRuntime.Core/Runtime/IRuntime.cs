namespace HostedRuntime;

/// <summary>The owner's view of a runtime: start it, end it.</summary>
/// <remarks>
/// Disposing shuts the runtime down within <see cref="RuntimeOptions.ShutdownTimeout"/>: half of that is the grace for tasks that have not
/// ended. A runtime without tasks, or with tasks of <see cref="StopBehavior.Cancel"/> alone, ends within milliseconds. A test that has no
/// use for the grace calls <c>ShutdownAsync(TimeSpan.Zero)</c> first.
/// </remarks>
public interface IRuntime : IRuntimeHandle, IAsyncDisposable, IDisposable
{
    /// <summary>Where it is in its life.</summary>
    RuntimeState State { get; }

    /// <summary>The options that it was made with, and what <see cref="Reconfigure"/> changed since: a copy.</summary>
    RuntimeOptions Options { get; }

    /// <summary>Starts the workers; tasks spawned before wait in the queue. Idempotent.</summary>
    /// <exception cref="ObjectDisposedException">The runtime has been shut down.</exception>
    /// <exception cref="ThreadUnavailableException">The system has no thread for one of the runtime's: nothing has run, and it can be started again.</exception>
    void Start();

    /// <summary>
    /// Takes over what can change while the runtime runs: MaxBlockingThreads, BlockingThreadKeepAlive, BlockingQueueLimit unless it appears or
    /// goes, StallThreshold, ShutdownTimeout, PluginTimeout, UnhandledFaults, FaultObservationDelay. A host calls it when its configuration changes.
    /// </summary>
    /// <param name="options">All options, as they are to be.</param>
    /// <returns>The names of the others that differ: they stay as the runtime was made with them. Empty when there are none.</returns>
    /// <remarks>Fewer blocking threads: those beyond end after what they run. A runtime that is about to end takes nothing over.</remarks>
    /// <exception cref="ArgumentException">Options outside their range; all of them are named, and nothing is taken over.</exception>
    /// <exception cref="ThreadUnavailableException">Stalls are to be watched for and were not, and the system has no thread for it: nothing is taken over.</exception>
    IReadOnlyList<string> Reconfigure(RuntimeOptions options);

    /// <summary>
    /// Ends the runtime: takes nothing new; fires <see cref="IRuntimeHandle.Stopping"/> and ends the tasks of <see
    /// cref="StopBehavior.Cancel"/>; lets the others finish for the first half of the timeout; then aborts those left, and once
    /// more shortly before the end; reports by name what still runs; ends the threads.
    /// </summary>
    /// <param name="timeout">For all of it. Zero: abort everything, wait for nothing.</param>
    /// <param name="ct">Ends the waiting early: what is left is aborted, has half a second to end, and is reported.</param>
    /// <returns>How it went. Idempotent: later calls get the report of the first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is -2 ms or less (above -1 ms it is zero, between infinite), or over 49
    /// days.</exception>
    Task<ShutdownReport> ShutdownAsync(TimeSpan timeout, CancellationToken ct = default);
}
