namespace HostedRuntime.Testing;

// The steps while nothing is ready: wait for foreign work, move the clock, or find a deadlock.
internal sealed partial class Driver
{
    // In real time. Long enough for a thread of the pool that is about to go on; only waits that end in a failure take all of it.
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(200);

    // In real time: how soon to look again, and after which time without news the ThreadPool counts as quiet. Picked by hand.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(50);

    /// <summary>True if nothing has come for <see cref="s_quiet"/> since an entry of another thread.</summary>
    private bool _isPoolQuiet;

    // The host's way from one hook of a plugin to the next has two such steps.
    private const int RoundsOfPool = 4;

    /// <summary>Since when nothing has come, although work is under way on another thread; null if something has.</summary>
    private long? _quietSince;

    private readonly List<TaskCompletionSource> _idleWaiters = [];

    /// <summary>The seats that have come back from a wait of .NET, and go on once nothing else is ready.</summary>
    private readonly List<Seat> _returned = [];

    /// <summary>Returns a Task that ends once nothing is ready. Called by a task of the test.</summary>
    public Task UntilIdleAsync()
    {
        // Not asynchronous: a body of runtime-async would come back by the ThreadPool. It ends outside any poll, so each body is posted.
        var idle = new TaskCompletionSource();
        _idleWaiters.Add(idle);
        return idle.Task;
    }

    private void OnTimeChanged()
    {
        if (!HasTurn)
            _inbox.Signal();
    }

    private void OnIdle(Seat seat)
    {
        if (_idleWaiters.Count > 0)
        {
            TaskCompletionSource[] waiters = [.. _idleWaiters];
            _idleWaiters.Clear();
            seat.OutsidePoll(() => Array.ForEach(waiters, static waiter => waiter.TrySetResult()));
            return;
        }

        if (_returned.Count > 0)
        {
            _ready.Add(_returned[0]);
            _returned.RemoveAt(0);
            return;
        }

        if (_blocked.Count > 0)
        {
            // A body blocks its thread: the clock stands still, and nothing but that thread's return can go on.
            if (!Await(Settings.ForeignWait))
                FailAsDeadlock();
            return;
        }

        var foreign = ForeignFinder.Find(Tasks.Live(), Engine);
        if (foreign.Known is { } known)
        {
            if (Settings.ForeignWork == ForeignWork.Fail)
                FailAsForeign(known.Task, $"it waits for {known.WaitsFor}, which is not the runtime's");
            else if (!AwaitForeign())
                FailAsForeign(known.Task, $"it has waited for {known.WaitsFor}, which is not the runtime's, for {Settings.ForeignWait} in real time");
            return;
        }

        if (Time.MayFire())
        {
            // A task waits for something that may come from anywhere. In the kit's own order of things nothing is out, so the clock moves.
            if (Settings.ForeignWork == ForeignWork.Wait && foreign.Unknown is not null && AwaitPool())
                return;
            FireTimer(seat);
            Steps++;
            if (Steps > 2 * Settings.MaxSteps)
                FailAsLivelock();
            return;
        }

        if (foreign.Unknown is not null && Await(Settings.ForeignWork == ForeignWork.Fail ? s_settle : Settings.ForeignWait))
            return;
        FailAsDeadlock();
    }

    /// <summary>Waits in real time for a thread that is not the driver's.</summary>
    /// <returns>True if something has come; false if the time is over.</returns>
    private bool Await(TimeSpan most)
    {
        IsWaiting = true;
        var hasCome = _inbox.Wait(most);
        IsWaiting = false;
        return hasCome;
    }

    /// <summary>
    /// Waits for work that is under way on another thread. Only for a moment, because that work may end by beginning to wait for a task of
    /// the test, which sends nothing. Then the caller looks again.
    /// </summary>
    /// <returns>False if nothing has come for as long as the options allow.</returns>
    private bool AwaitForeign()
    {
        if (Await(s_pause))
        {
            _quietSince = null;
            return true;
        }

        _quietSince ??= TimeProvider.System.GetTimestamp();
        if (TimeProvider.System.GetElapsedTime(_quietSince.Value) < Settings.ForeignWait)
            return true;
        _quietSince = null;
        return false;
    }

    /// <summary>
    /// Waits until the ThreadPool has begun all that was queued there before. A task waits for something that may come from there, and the
    /// clock must not jump over it. Several rounds, because such work goes on in steps, each of which queues the next.
    /// </summary>
    /// <returns>True if something has come.</returns>
    private bool AwaitPool()
    {
        _quietSince = null;
        var start = TimeProvider.System.GetTimestamp();
        for (var round = 0; round < RoundsOfPool; round++)
        {
            var mark = new PoolMark(_inbox);
            ThreadPool.UnsafeQueueUserWorkItem(mark, preferLocal: false);
            while (!mark.IsReached && !_inbox.HasEntries)
            {
                if (TimeProvider.System.GetElapsedTime(start) >= Settings.ForeignWait)
                    return false;
                Await(s_pause);
            }

            if (_inbox.HasEntries)
                return true;
        }

        // A thread that has begun such work may be out of a processor. Once for each time that something has come, as more would make a
        // test with many timers slow.
        if (_isPoolQuiet)
            return false;
        _isPoolQuiet = !Await(s_quiet);
        return !_isPoolQuiet;
    }
}
