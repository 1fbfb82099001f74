using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>
/// The list of a runtime's faults that no code has observed yet. Warns of each fault that stays unobserved for
/// <see cref="RuntimeOptions.FaultObservationDelay"/>, and returns those that are left at the end of the runtime. One timer serves all
/// faults; the first fault creates it. Any thread.
/// </summary>
/// <remarks>
/// <para>A listed fault is either fresh or warned of. The fresh faults are in the order of time, so a callback of the timer looks at the
/// oldest ones only.</para>
/// <para>Invariant of the timer: while a fault is fresh, a callback is still to come, or a thread is about to arm the timer. The thread
/// that sets <see cref="_isArmed"/> under the lock arms the timer after the lock. A clock may call back inside <see cref="ITimer.Change"/>,
/// and may hold a lock of its own around its callbacks. A callback clears the flag before it looks at the list. So a callback that comes
/// early, twice or on another thread loses no fault.</para>
/// </remarks>
internal sealed class UnobservedFaults(IFaultListener listener)
{
    private readonly Lock _gate = new();
    private readonly FaultList _fresh = new();
    private readonly FaultList _warned = new();
    private ITimer? _timer;
    private bool _isArmed;

    /// <summary>Adds the fault of a task that ended without an awaiter, unless the fault was claimed meanwhile.</summary>
    public void Add(FaultRecord record)
    {
        var now = Now();
        Arming arming;
        using (_gate.Hold())
        {
            // Either we see here that the fault is claimed, or the claimant takes the lock after us and removes the record.
            if (record.IsClaimed)
                return;
            record.ListedAt = now;
            _fresh.Add(record);
            arming = ArmLocked(now);
        }

        Arm(arming);
    }

    /// <summary>Returns the faults that have been unobserved for the delay, the oldest first.</summary>
    public List<FaultRecord> Overdue()
    {
        var overdue = new List<FaultRecord>();
        using (_gate.Hold())
            _warned.CopyTo(overdue);
        return overdue;
    }

    /// <summary>Marks the fault as observed. Does nothing after its report.</summary>
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

    /// <summary>Reports an exception of user code that belongs to no outcome. The report runs on the caller's thread.</summary>
    public void Report(Diagnostics.TaskInfo task, Exception exception) => listener.OnUnhandled(task, exception);

    /// <summary>
    /// Called when the garbage collector has found the task unreachable. The fault stays listed until its report runs, so a shutdown in
    /// between reports it.
    /// </summary>
    public void OnCollected(FaultRecord record)
    {
        if (!record.IsClaimed)
            listener.OnCollected(record);
    }

    /// <summary>
    /// Disposes the timer. Called at the end of the runtime. A fault of a task that outlives the runtime creates a new timer.
    /// </summary>
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
            // The clock is the user's, and may throw. A callback of its timer that still comes does no harm.
        }

        return left;
    }

    /// <summary>Arms the timer again. Called when the delay was changed, because the new delay also counts for the fresh faults.</summary>
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
        // If the clock has stepped back, the timer is set for the whole delay.
        var age = now > first.ListedAt ? now - first.ListedAt : TimeSpan.Zero;
        var left = age < delay ? delay - age : TimeSpan.Zero;
        // Rounds up, because the BCL's timers drop the fraction of a millisecond and would call back again and again within the last
        // millisecond.
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
            // The clock is the user's, or the system has no thread for the runtime's timers. The end of a task must not fail because of
            // that. The next fault tries again, and the reports of the garbage collector and the shutdown need no timer.
            using (_gate.Hold())
                _isArmed = false;
        }
    }

    private ITimer MakeTimer()
    {
        ITimer made;
        // Suppresses the flow, because the timer outlives the task that failed first.
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

    /// <summary>Returns the clock's time since its zero. Caller holds no lock, because the clock may be the user's.</summary>
    private TimeSpan Now()
    {
        try
        {
            return listener.TimeProvider.GetElapsedTime(0);
        }
        catch (Exception)
        {
            // A fault that is listed at zero may be warned of early, but it is not lost.
            return TimeSpan.Zero;
        }
    }

    /// <summary>How the thread that has set <see cref="_isArmed"/> has to arm the timer after the lock; default if it need not.</summary>
    private readonly record struct Arming(TimeSpan? Wait, ITimer? Timer);
}
