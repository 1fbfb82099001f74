using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Watches one runtime for stalls, on the watchdog's thread. At each look it first helps the runtime and then reports long polls.
/// </summary>
/// <remarks>
/// Reports are made on another thread, because the hook is user code and the watchdog's thread serves the whole process.
/// </remarks>
internal sealed class StallWatch(IStallable scheduler, TimeSpan threshold, ThreadSettings threads) : IWatch
{
    // Looks within a threshold. A stall is found at 1.25 to 1.5 times the threshold, so even a late thread stays below the promised 2.
    private const int Looks = 4;

    // Even with a threshold of an hour, a stand-in has to be retired in reasonable time.
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private bool _isStopped;

    /// <summary>Created for the first stall, because usually there is none.</summary>
    private HookCalls? _reports;

    /// <summary>The time between two looks.</summary>
    public TimeSpan Interval { get; } = threshold / Looks < s_longestInterval ? threshold / Looks : s_longestInterval;

    public bool IsAwake => scheduler.IsAwake;

    /// <summary>Returns a watch, or null if stalls are not watched for.</summary>
    public static StallWatch? Create(IStallable scheduler, TimeSpan threshold, ThreadSettings threads)
        => threshold == Timeout.InfiniteTimeSpan ? null : new StallWatch(scheduler, threshold, threads);

    /// <summary>Replaces a watch by another one, which may be null, and starts it if the runtime has started.</summary>
    /// <returns>The new watch. It also retires the stand-ins that the old one has added.</returns>
    public static StallWatch? Replace(StallWatch? before, StallWatch? next, bool isStarted)
    {
        // The start comes first, because it may fail. Then the old watch stays.
        if (isStarted)
            next?.Start();
        before?.Stop();
        return next;
    }

    public void Start() => StallWatchdog.Add(this);

    /// <summary>Ends the watch. After the return the scheduler is not called any more.</summary>
    public void Stop()
    {
        StallWatchdog.Remove(this);
        using (_gate.Hold())
            _isStopped = true;
    }

    /// <summary>
    /// Looks at the threads of the runtime. <paramref name="elapsed"/> is the time since the last look. Watchdog's thread only.
    /// </summary>
    public void Look(TimeSpan elapsed)
    {
        using (_gate.Hold())
        {
            if (_isStopped)
                return;
            var polling = scheduler.Threads;
            foreach (var thread in polling)
                thread.LookAtPoll(elapsed);
            scheduler.Relieve(threshold);
            foreach (var thread in polling)
                Report(thread);
        }
    }

    private void Report(PollingThread thread)
    {
        ref var clock = ref thread.Clock;
        if (thread.IsExcused || !clock.IsReportDue(threshold, out var isFirst))
            return;
        if (isFirst)
            threads.Probe.Stalls++;
        if ((threads.Hooks.WorkerStalled is null && !RuntimeEventSource.Log.IsEnabled()) || thread.Polling is not { } task)
            return;
        _reports ??= new HookCalls(threads.NameOf("stalls"));
        var (stalled, seen) = (task.Describe(TaskState.Running) with { WaitsOn = thread.WaitsOn }, clock.Seen);
        _reports.Add(() => Tell(stalled, seen));
    }

    /// <summary>Writes the event and calls the hook. Code of users runs here, so the watchdog's thread must not do it.</summary>
    private void Tell(TaskInfo stalled, TimeSpan seen)
    {
        if (RuntimeEventSource.Log.IsEnabled())
        {
            RuntimeEventSource.Log.WorkerStalled(
                threads.Probe.Runtime, stalled.Id, stalled.Name ?? "", stalled.File, stalled.Line, seen.TotalMilliseconds, stalled.WaitsOn ?? "a computation or native code");
        }

        WorkerHooks.Invoke(threads.Hooks.WorkerStalled, stalled, seen);
    }
}
