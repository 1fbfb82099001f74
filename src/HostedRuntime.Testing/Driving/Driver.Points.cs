using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Testing;

// The steps around the polls: blocking bodies, invariants, injected faults, timers.
internal sealed partial class Driver
{
    private readonly List<(string Name, Func<bool> Holds)> _invariants = [];

    /// <summary>The seats whose threads block in a wait of .NET, and come back by themselves.</summary>
    private readonly List<Seat> _blocked = [];

    /// <summary>The faults that the body of this run has planned.</summary>
    public FaultPlan Faults { get; set; } = new();

    public void AddInvariant(string name, Func<bool> holds) => _invariants.Add((name, holds));

    /// <summary>Has a body wait for a gate. Its seat waits, and other tasks go on.</summary>
    public bool TryWait(Seat seat, ThreadGate gate)
    {
        if (seat.IsDriving)
            return false;
        if (_isOver)
            seat.Unwind();
        var engine = Engine;
        if (!gate.TryListen(() => Push(engine, seat)))
            return true;
        Park(seat);
        ThrowIfOver(seat);
        return true;
    }

    /// <summary>
    /// True if no task of the test can hold a lock that the running poll waits for. No other poll is interrupted or blocks, and locks are
    /// not kept between polls. Then the holder is another test of the process, for a moment. If foreign work is allowed, a thread of this
    /// test may hold it, and need the turn to go on.
    /// </summary>
    private bool IsLockHeldOutside => _waiting.Count == 0 && _blocked.Count == 0 && Settings.ForeignWork == ForeignWork.Fail;

    /// <summary>Called before a body blocks its thread in a wait of .NET.</summary>
    public bool TryEnterWait()
    {
        if (Seat.Current is not { IsDriving: false, Polling: not null } seat || !ReferenceEquals(seat.Driver, this) || _isOver)
            return false;
        seat.IsDriving = true;
        if (BlockingCall.Find() is var wait && (wait == BodyWait.None || (wait == BodyWait.Lock && IsLockHeldOutside)))
        {
            seat.IsDriving = false;
            return false;
        }

        Trace?.OnBlocked(Tasks.Of(seat.Polling));
        _blocked.Add(seat);
        seat.BlockedBy = "a wait of .NET";
        GiveTurn(null);
        seat.IsDriving = false;
        return true;
    }

    /// <summary>Called when that wait is over. The body goes on once it has the turn.</summary>
    public void LeaveWait()
    {
        var seat = Seat.Current!;
        seat.IsDriving = true;
        _inbox.Add(seat);
        seat.Sit();
        seat.IsDriving = false;
        if (_isOver)
            seat.Unwind();
    }

    /// <summary>Waits for a virtual time in synchronous code of a body, whose seat waits.</summary>
    public void DelayHere(TimeSpan by)
    {
        if (Seat.Current is not { } seat || !HasTurn)
            return;
        var engine = Engine;
        using var timer = Time.CreateTimer(_ => Push(engine, seat), null, by, Timeout.InfiniteTimeSpan);
        Park(seat);
        ThrowIfOver(seat);
    }

    public void OnSpawned(RuntimeTask task)
    {
        // Spawned by a thread outside of the test. The body is code of the test nevertheless.
        if (!_outside.IsOfThisThread)
            task.ChangeFlow(_outside.Marked);
        var entry = Tasks.Add(task);
        Trace?.OnSpawned(entry, HasTurn ? Seat.Current?.Polling is { } spawner ? Tasks.Of(spawner) : null : null);
    }

    private void AfterPoll(Seat seat, RuntimeTask polled)
    {
        if (Trace is not null || Faults.IsPlanned)
        {
            var entry = Tasks.Of(polled);
            var waits = !polled.IsEnded && polled.HasWait;
            Trace?.OnPolled(entry, Tasks);
            if (waits)
            {
                entry.Waits++;
                if (Faults.AbortsAt(entry, this))
                {
                    Trace?.OnAborted(entry);
                    seat.OutsidePoll(polled.AbortTask);
                }
            }
        }

        CheckInvariants();
    }

    private void CheckInvariants()
    {
        foreach (var (name, holds) in _invariants)
        {
            Exception? error = null;
            try
            {
                if (holds())
                    continue;
            }
            catch (Exception e)
            {
                error = e;
            }

            Fail(FailureKind.Invariant, $"The invariant '{name}' does not hold after step {Steps}{(error is null ? "" : $": it threw {TextOf(error)}")}.", error, $"invariant {name}");
            return;
        }
    }

    private void FireTimer(Seat seat)
    {
        try
        {
            VirtualTimer? fired = null;
            seat.OutsidePoll(() => fired = Time.FireNext());
            if (fired is not null)
                Trace?.OnTimer(fired, Time.Elapsed);
        }
        catch (Exception e)
        {
            Fail(FailureKind.Exception, $"The callback of a timer threw {TextOf(e)}", e);
        }
    }

    private void TakeInbox()
    {
        if (!_inbox.HasEntries)
            return;
        _standsSince = null;
        foreach (var entry in _inbox.TakeAll())
        {
            if (entry is Seat seat && _blocked.Remove(seat))
            {
                // It goes on once nothing else is ready, because the moment of its return is not under control.
                seat.BlockedBy = null;
                _waiting.Add(seat);
                _returned.Add(seat);
                continue;
            }

            _ready.Add(entry);
            if (entry is RuntimeTask task && Settings.ForeignWork == ForeignWork.Fail && !_isOver)
                FailAsForeign(task is ResumeEntry resume ? resume.Resumed : task, "it went on because of a thread that is not the test's");
        }
    }
}
