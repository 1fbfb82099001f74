using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>
/// The faults of a runtime that nobody has awaited yet. Warns of each that stays so for <see cref="RuntimeOptions.FaultObservationDelay"/>, and
/// knows all that are left at the end. One timer serves all; the first such fault makes it. Any thread.
/// </summary>
/// <remarks>
/// <para>A listed fault is either fresh, in the order of time, so that a ring looks at the first of them alone; or warned of.</para>
/// <para>Timer. Invariant: while a fault is fresh, a ring is to come, or a thread is on its way to arm the timer. The thread that sets
/// <see cref="_isArmed"/> under the lock arms the timer afterwards, outside of the lock: a clock may ring inside of <see cref="ITimer.Change"/>,
/// and may hold a lock of its own around its callbacks. A ring clears the flag before it looks at the list, so a ring that comes early, twice or
/// on another thread loses nothing.</para>
/// </remarks>
internal sealed class UnobservedFaults(IFaultListener listener)
{
    private readonly Lock _gate = new();
    private readonly FaultList _fresh = new();
    private readonly FaultList _warned = new();
    private ITimer? _timer;
    private bool _isArmed;

    /// <summary>Lists the fault of a task that ended without an awaiter, unless the fault was claimed meanwhile.</summary>
    public void Add(FaultRecord record)
    {
        var now = Now();
        Arming arming;
        using (_gate.Hold())
        {
            // Claimed before this lock was taken; or the claimant takes the lock after this and removes the record.
            if (record.IsClaimed)
                return;
            record.ListedAt = now;
            _fresh.Add(record);
            arming = ArmLocked(now);
        }

        Arm(arming);
    }

    /// <summary>Somebody looks at the fault. Harmless after its report.</summary>
    public void Observe(FaultRecord record)
    {
        if (!record.IsClaimed && record.TryClaim())
            Remove(record);
    }

    /// <summary>Reports the fault as unhandled, unless it was claimed.</summary>
    public void Report(FaultRecord record)
    {
        if (!record.TryClaim())
            return;
        Remove(record);
        listener.OnUnhandled(record.Task, record.Exception);
    }

    /// <summary>Reports what user code threw that no task awaits. The caller's thread runs the report.</summary>
    public void Report(Diagnostics.TaskInfo task, Exception exception) => listener.OnUnhandled(task, exception);

    /// <summary>The collector found the task. Until the report runs the fault stays listed, so a shutdown in between reports it.</summary>
    public void OnCollected(FaultRecord record)
    {
        if (!record.IsClaimed)
            listener.OnCollected(record);
    }

    /// <summary>The runtime ends, and the timer with it; a later fault, of a task that outlasts the runtime, makes a new one.</summary>
    /// <returns>All faults that are left, the oldest first. They stay listed until they are reported.</returns>
    public List<FaultRecord> EndWatch()
    {
        var left = new List<FaultRecord>();
        ITimer? timer;
        using (_gate.Hold())
        {
            _warned.CopyTo(left);
            _fresh.CopyTo(left);
            timer = _timer;
            _timer = null;
            _isArmed = false;
        }

        try
        {
            // A timer that stays would keep the ended runtime alive until it is due.
            timer?.Dispose();
        }
        catch (Exception)
        {
            // The clock is the user's. Its ring finds nothing.
        }

        return left;
    }

    /// <summary>The delay was changed. The new one is good for the faults that are fresh, too.</summary>
    public void OnDelayChanged()
    {
        var now = Now();
        Arming arming;
        using (_gate.Hold())
        {
            _isArmed = false;
            arming = ArmLocked(now);
        }

        Arm(arming);
    }

    private void Remove(FaultRecord record)
    {
        using (_gate.Hold())
            record.List?.Remove(record);
    }

    private void OnRing()
    {
        var due = new List<FaultRecord>();
        var now = Now();
        Arming arming;
        using (_gate.Hold())
        {
            _isArmed = false;
            var delay = listener.FaultObservationDelay;
            while (_fresh.First is { } first && delay != Timeout.InfiniteTimeSpan && now - first.ListedAt >= delay)
            {
                _fresh.Remove(first);
                _warned.Add(first);
                due.Add(first);
            }

            arming = ArmLocked(now);
        }

        Arm(arming);
        foreach (var record in due)
        {
            if (!record.IsClaimed)
                listener.OnUnobserved(record.Task, record.Exception);
        }
    }

    private Arming ArmLocked(TimeSpan now)
    {
        var delay = listener.FaultObservationDelay;
        if (_isArmed || _fresh.First is not { } first || delay == Timeout.InfiniteTimeSpan)
            return default;
        _isArmed = true;
        // A clock that has stepped back is asked again after the whole delay.
        var age = now > first.ListedAt ? now - first.ListedAt : TimeSpan.Zero;
        var left = age < delay ? delay - age : TimeSpan.Zero;
        // Timers of the BCL drop the fraction of a millisecond, and would ring again and again within the last one.
        return new Arming(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), _timer);
    }

    private void Arm(Arming arming)
    {
        if (arming.Wait is not { } wait)
            return;
        try
        {
            (arming.Timer ?? MakeTimer()).Change(wait, Timeout.InfiniteTimeSpan);
        }
        catch (Exception)
        {
            // The clock is the user's, or the system has no thread for the runtime's. The end of a task must not fail for that: the next fault
            // tries again, and the collector and the shutdown report without a timer.
            using (_gate.Hold())
                _isArmed = false;
        }
    }

    private ITimer MakeTimer()
    {
        ITimer made;
        // In no flow: the timer outlives the task that failed first.
        if (ExecutionContext.IsFlowSuppressed())
        {
            made = Make();
        }
        else
        {
            using (ExecutionContext.SuppressFlow())
                made = Make();
        }

        ITimer used;
        using (_gate.Hold())
            used = _timer ??= made;
        if (!ReferenceEquals(used, made))
            made.Dispose();
        return used;

        ITimer Make() => listener.TimeProvider.CreateTimer(
            static faults => ((UnobservedFaults)faults!).OnRing(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock's time since its zero. Not under the lock: the clock may be the user's.</summary>
    private TimeSpan Now()
    {
        try
        {
            return listener.TimeProvider.GetElapsedTime(0);
        }
        catch (Exception)
        {
            // Listed at zero the fault may be warned of early; it is not lost.
            return TimeSpan.Zero;
        }
    }

    /// <summary>What a thread has to do after it set <see cref="_isArmed"/>; default: nothing.</summary>
    private readonly record struct Arming(TimeSpan? Wait, ITimer? Timer);
}
