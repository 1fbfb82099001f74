namespace HostedRuntime.Testing;

// The steps while nothing is ready: wait for foreign work, move the clock, or find a deadlock.
internal sealed partial class Driver
{
    // In real time: how soon to look again while the clock stands still, because not every end of foreign work is signaled. It decides
    // nothing: the clock moves by the rule of docs/design/proof/testing.md.
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(5);

    /// <summary>Since when nothing has come from outside, although the clock stands still for it; null if it does not.</summary>
    private long? _standsSince;

    private const string RemedyOutside = "Await that work in a task of the test or end it, or run it by SpawnBlocking, or start it with its flow suppressed (ExecutionContext.SuppressFlow) if the clock shall not wait for it.";

    private readonly OutsideThreads _outside;
    private readonly PoolQueue _pool;

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
            _standsSince = null;
            _ready.Add(_returned[0]);
            _returned.RemoveAt(0);
            return;
        }

        if (_blocked.Count > 0)
        {
            // A body blocks its thread: the clock stands still, and nothing but that thread's return can go on.
            StandStill(FailAsDeadlock);
            return;
        }

        var entries = _outside.Entries;
        var foreign = ForeignFinder.Find(Tasks.Live(), Engine);
        if (foreign.Known is { } known && Settings.ForeignWork == ForeignWork.Fail)
        {
            FailAsForeign(known.Task, $"it waits for {known.WaitsFor}, which is not the runtime's");
            return;
        }

        var mayFire = Time.MayFire();
        if (IsWorkOutside(entries, asksPool: Settings.ForeignWork == ForeignWork.Wait || (!mayFire && foreign.Unknown is not null)) || foreign.Known is not null)
        {
            StandStill(() => FailAsOutside(foreign.Known));
            return;
        }

        if (mayFire)
        {
            Advance(seat);
            return;
        }

        // Nothing but what cannot be seen is left, such as a timer in real time.
        if (Settings.ForeignWork == ForeignWork.Wait && (foreign.Unknown is not null || Time.IsHeld))
            StandStill(FailAsDeadlock);
        else
            FailAsDeadlock();
    }

    /// <summary>
    /// Returns whether code of the test runs or is about to run on a thread that is not a seat. Also if it has just left an entry.
    /// </summary>
    /// <param name="entries">The entries of threads outside before the tasks were looked at, which must be those of now.</param>
    /// <param name="asksPool">
    /// Whether to ask the ThreadPool. In a ConcurrencyTest an item of the pool would fail the run in any case.
    /// </param>
    private bool IsWorkOutside(long entries, bool asksPool)
        => _outside.AreRunning || (asksPool && !_pool.HasBegunAll(entries)) || _outside.Entries != entries || _inbox.HasEntries;

    private void Advance(Seat seat)
    {
        _standsSince = null;
        _pool.Forget();
        FireTimer(seat);
        Steps++;
        if (Steps > 2 * Settings.MaxSteps)
            FailAsLivelock();
    }

    /// <summary>Waits a moment in real time, while the clock stands still. Then the caller looks again.</summary>
    /// <param name="fail">Called in place of the wait if nothing has come for as long as the options allow.</param>
    private void StandStill(Action fail)
    {
        _standsSince ??= TimeProvider.System.GetTimestamp();
        if (TimeProvider.System.GetElapsedTime(_standsSince.Value) >= Settings.ForeignWait)
        {
            _standsSince = null;
            fail();
            return;
        }

        IsWaiting = true;
        _inbox.Wait(s_lookAgain);
        IsWaiting = false;
    }

    private void FailAsOutside(ForeignWait? known)
    {
        if (known is { } wait)
            FailAsForeign(wait.Task, $"it has waited for {wait.WaitsFor}, which is not the runtime's, for {Settings.ForeignWait} in real time");
        else
            Fail(FailureKind.Foreign, $"Virtual time has stood still for {Settings.ForeignWait} in real time, because {DescribeOutside()}. {RemedyOutside}", null, "outside");
    }

    private string DescribeOutside() => _outside.Describe() is { } threads
        ? $"code of the test runs or blocks on {threads}"
        : "the ThreadPool has not begun everything that is queued: its threads may all be blocked";
}
