using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Looks once a second which suspended tasks were not polled since the last look, on the watchdog's thread. So a snapshot knows since when
/// a task waits, although no wait reads a clock. A task that this finds waiting for the first time is the start of a search for deadlocks.
/// </summary>
/// <remarks>
/// <para>A deadlock begins with the wait of its last member. That member is found waiting for the first time by exactly one look, and the
/// search that begins there reaches the others. So the cost is that of the waits which became long, not of all waits.</para>
/// <para>Sleep. While all workers sleep and no poll was counted since the last look, nothing changes, so two looks after the last poll are
/// enough. The watchdog then sleeps until a worker wakes. The ThreadPool does not notify the runtime of its wakes, so in that flavor the
/// looks go on while a task is alive.</para>
/// </remarks>
internal sealed class WaitSampler(RuntimeEngine runtime) : IWatch
{
    // A look at a million tasks takes some 50 ms. Then the next look comes later, so that the looks never take more than this part.
    private const int MostTimeShare = 100;

    /// <summary>After the last poll, one look notes each wait, and the next one finds it unchanged.</summary>
    private const int LooksAfterPoll = 2;

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();

    /// <summary>The tasks to begin a search with: newly long waits, and those that the last search could not decide.</summary>
    private readonly List<RuntimeTask> _starts = [];
    private readonly List<WaitView> _views = [];

    /// <summary>The waits of the cycles that were reported and may still be there.</summary>
    private readonly HashSet<(PendingWait Wait, short UseNumber)> _reported = [];
    private readonly HookCalls _calls = new(runtime.Threads.NameOf("reports"));
    private long _lastLook;
    private TimeSpan _period = s_period;
    private long _polls = -1;
    private int _looksLeft = LooksAfterPoll;
    private bool _isStopped;

    public TimeSpan Interval => s_period;

    public bool IsAwake => MayChange || _looksLeft > 0 || _starts.Count > 0 || Polls != _polls;

    private bool MayChange => runtime.Flavor == RuntimeFlavor.ThreadPool ? runtime.Alive > 0 : runtime.Scheduler.IsAwake;

    private long Polls => runtime.Scheduler.Counters.Sum(static worker => worker.Polls);

    /// <summary>Begins to look.</summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread left. Nothing has changed.</exception>
    public void Start()
    {
        using (_gate.Hold())
            _isStopped = false;
        StallWatchdog.Add(this);
    }

    /// <summary>Ends the looks. After the return the runtime is not looked at any more.</summary>
    public void Stop()
    {
        StallWatchdog.Remove(this);
        using (_gate.Hold())
            _isStopped = true;
    }

    public void Look(TimeSpan elapsed)
    {
        // The clock, and not the sum of what the watchdog says: that leaves out what a busy machine adds, which is no fault of a poll.
        // A wait goes on in that time.
        var now = Stopwatch.GetTimestamp();
        if (_lastLook != 0 && Stopwatch.GetElapsedTime(_lastLook, now) < _period)
            return;
        _lastLook = now;
        using (_gate.Hold())
        {
            if (!_isStopped)
                Look();
        }
    }

    private void Look()
    {
        var began = Stopwatch.GetTimestamp();
        var polls = Polls;
        _looksLeft = polls != _polls ? LooksAfterPoll : Math.Max(0, _looksLeft - 1);
        _polls = polls;
        runtime.Tasks.Sample(Math.Max(1, CoarseClock.Now), _starts);
        NoteForLints();
        if (_starts.Count > 0)
            ReportDeadlocks();
        var took = Stopwatch.GetElapsedTime(began);
        _period = took * MostTimeShare > s_period ? took * MostTimeShare : s_period;
    }

    private void NoteForLints()
    {
        var now = CoarseClock.Now;
        runtime.Scheduler.MeasureDelay();
        runtime.Lints.NoteBlockingQueue(runtime.Pool.Counts.Queued, now);
        // The named ones, and those that tasks have just been found to wait in for long. Others are noted by snapshots.
        foreach (var resource in ResourceRegistry.All())
            runtime.Lints.Note(resource, resource.Look(), now);
        _views.Clear();
        foreach (var task in _starts)
            task.LookAtWaits(_views);
        foreach (var view in _views)
        {
            if (view.Target is IResource resource)
                runtime.Lints.Note(resource, resource.Look(), now);
        }
    }

    private void ReportDeadlocks()
    {
        var search = new DeadlockSearch(LiveTasks.RunningAnywhere());
        var cycles = search.Find(_starts);
        var undecided = search.Undecided(_starts).ToArray();
        _starts.Clear();
        _starts.AddRange(undecided);
        if (cycles.Count == 0 && _reported.Count == 0)
            return;
        // A wait that is over is decided, or in another use. Then a later cycle with the same object is another one.
        _reported.RemoveWhere(static entry => entry.Wait.Look() is not { } view || view.UseNumber != entry.UseNumber);
        foreach (var cycle in cycles)
        {
            if (cycle.Exists(member => _reported.Contains((member.Wants.Wait, member.Wants.UseNumber))))
                continue;
            foreach (var member in cycle)
                _reported.Add((member.Wants.Wait, member.Wants.UseNumber));
            if (runtime.Threads.Hooks.DeadlockFound is not { } hook)
                continue;
            var found = SnapshotBuilder.Describe(cycle);
            _calls.Add(() => hook(found));
        }
    }
}
