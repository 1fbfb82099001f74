using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// What the watchdog knows of one runtime: how long is too long, and whom to tell. At each look it first helps the runtime, then reports,
/// and reports on another thread: a hook is user code, and the watchdog is the process's.
/// </summary>
internal sealed class StallWatch(IStallable scheduler, TimeSpan threshold, ThreadSettings threads)
{
    // Looks within a threshold: found at 1.25 to 1.5 of it, with room for a late thread below the promised 2.
    private const int Looks = 4;

    // A stand-in has to be sent away some time, also with a threshold of an hour.
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private bool _isStopped;

    /// <summary>Made for the first stall: as a rule there is none.</summary>
    private StallReports? _reports;

    /// <summary>The time between two looks.</summary>
    public TimeSpan Interval { get; } = threshold / Looks < s_longestInterval ? threshold / Looks : s_longestInterval;

    public bool IsAwake => scheduler.IsAwake;

    /// <summary>Null when stalls are not watched for.</summary>
    public static StallWatch? Create(IStallable scheduler, TimeSpan threshold, ThreadSettings threads)
        => threshold == Timeout.InfiniteTimeSpan ? null : new StallWatch(scheduler, threshold, threads);

    /// <summary>Puts one in the place of another, and returns it. Stand-ins that the other called in are its to send away.</summary>
    public static StallWatch? Replace(StallWatch? before, StallWatch? next, bool isStarted)
    {
        // First the start, which may fail: then the other one stays.
        if (isStarted)
            next?.Start();
        before?.Stop();
        return next;
    }

    public void Start() => StallWatchdog.Add(this);

    /// <summary>After this the scheduler is not called any more.</summary>
    public void Stop()
    {
        StallWatchdog.Remove(this);
        using (_gate.Hold())
            _isStopped = true;
    }

    /// <summary>The watchdog's. <paramref name="elapsed"/> is the time since its last look.</summary>
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
        if (threads.Hooks.WorkerStalled is not { } hook || thread.IsExcused || !clock.IsReportDue(threshold) || thread.Polling is not { } task)
            return;
        _reports ??= new StallReports(hook, threads.NameOf("stalls"));
        _reports.Add(task.Describe(TaskState.Running) with { WaitsOn = thread.WaitsOn }, clock.Seen);
    }
}
