namespace HostedRuntime.Testing;

// The steps while nothing is ready: wait for foreign work, move the clock, or find a deadlock.
internal sealed partial class Driver
{
    // In real time. Long enough for a thread of the pool that is about to go on; only waits that end in a failure take all of it.
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(200);

    // In real time: how long foreign work is waited for between two looks.
    private static readonly TimeSpan s_firstLook = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_lastLook = TimeSpan.FromMilliseconds(50);

    private readonly List<TaskCompletionSource> _idleWaiters = [];
    private long _foreignSince;
    private TimeSpan _look;

    /// <summary>The seats that have come back from a wait of .NET, and go on once nothing else is ready.</summary>
    private readonly List<Seat> _returned = [];

    /// <summary>Returns a Task that ends once nothing is ready. Called by a task of the test.</summary>
    public Task UntilIdleAsync()
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
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
            else
                AwaitForeign(known);
            return;
        }

        _foreignSince = 0;

        if (Time.MayFire())
        {
            // A task waits for something that may come from anywhere. In the kit's own order of things nothing is out, so the clock moves.
            if (Settings.ForeignWork == ForeignWork.Wait && foreign.Unknown is { } unknown && IsNew(unknown.Task) && Await(s_pause))
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

    /// <summary>
    /// Waits for foreign work for a moment. It may end without a word to this driver, and what waits for it may then wait for something
    /// else. So the caller looks again.
    /// </summary>
    private void AwaitForeign(ForeignWait known)
    {
        if (_foreignSince == 0)
            (_foreignSince, _look) = (TimeProvider.System.GetTimestamp(), s_firstLook);
        if (Await(_look))
        {
            _foreignSince = 0;
            return;
        }

        _look = _look * 2 < s_lastLook ? _look * 2 : s_lastLook;
        if (TimeProvider.System.GetElapsedTime(_foreignSince) >= Settings.ForeignWait)
            FailAsForeign(known.Task, $"it has waited for {known.WaitsFor}, which is not the runtime's, for {Settings.ForeignWait} in real time");
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

    // In real time: a thread of the pool that is about to go on with a task does so within this.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<RuntimeTask, object> _seen = [];

    /// <summary>Returns whether this wait of the task was not looked at before, so that each wait costs one pause at most.</summary>
    private bool IsNew(RuntimeTask task)
    {
        if (_seen.TryGetValue(task, out var polls) && (int)polls == task.Polls)
            return false;
        _seen.AddOrUpdate(task, task.Polls);
        return true;
    }
}
