using HostedRuntime.Atomics;

namespace HostedRuntime.Time;

/// <summary>
/// A timer that is reused and usually does not fire. If it is disarmed in time it stays in the wheel as idle, where the next use finds it.
/// To arm or disarm it then takes one compare-exchange, without the lock.
/// </summary>
/// <remarks>
/// <para>Its place in the wheel is never later than the time for which it is armed. When the place comes up, the wheel looks at the timer.
/// An idle one is dropped, and one that is due fires. One that is due later is inserted for that time, and is an ordinary timer from then
/// on.</para>
/// <para>States of <see cref="_state"/>. <see cref="Out"/>: not in the wheel. Negative: idle in the wheel, with the negative of the time of
/// its place. Positive: armed for that time. <see cref="Fixed"/>: the lock of the wheel decides, as for any timer. The owner changes idle
/// to armed and back. The wheel, under its lock, changes idle to out and armed to fixed. Each change is a compare-exchange, so one of the
/// two wins. If the state has returned to the same value meanwhile, it means the same time for the same owner.</para>
/// <para>An owner that could not disarm the timer in time never uses it again, so the firing reaches that owner and no later one.</para>
/// </remarks>
internal abstract class ReusableTimerEntry : TimerEntry
{
    private const long Out = 0;
    private const long Fixed = long.MaxValue;

    private AtomicLong _state;

    /// <summary>
    /// The wheel in which the timer is, idle or armed; null if there is none. The owner sets it under the lock of that wheel. It is cleared
    /// under that lock after the timer has left the wheel, or by the owner once the timer is fixed and removed. So an owner that reads null
    /// may insert the timer into another wheel.
    /// </summary>
    private AtomicRef<WheelTimerSource> _wheel;

    /// <summary>The time of the timer's place in the wheel, while the timer is armed and not fixed. Used by the owner only.</summary>
    private long _placedAt;

    /// <summary>
    /// Arms the timer, as <see cref="TimerSource.TryArm(ReusableTimerEntry, long)"/>. If the time has passed, the timer may fire
    /// nevertheless.
    /// </summary>
    protected bool TryArm(TimerSource timers, long due)
    {
        if (ReferenceEquals(_wheel.Read(), timers))
        {
            if (TryTakeUp(due))
                return true;
        }
        else
        {
            Leave();
        }

        return timers.TryArm(this, due);
    }

    /// <summary>
    /// Disarms the timer, as <see cref="TimerSource.TryDisarm"/>. If this returns true, the owner may arm it again, or has to call
    /// <see cref="Leave"/>.
    /// </summary>
    protected bool TryDisarm(TimerSource timers)
    {
        var state = _state.Read();
        if (state is > Out and < Fixed && _state.CompareExchange(-_placedAt, state) == state)
        {
            // The compare-exchange is a full fence, which pairs with the lock that WheelTimerSource.Stop takes for its sweep. Either this
            // sees that the wheel is stopped, or the sweep sees that the timer is idle.
            if (_wheel.Read() is { IsStopped: true })
                Leave();
            return true;
        }

        if (!timers.TryDisarm(this))
            return false;
        _state.Write(Out);
        _wheel.Write(null);
        return true;
    }

    /// <summary>Removes an idle timer from the wheel.</summary>
    protected void Leave() => _wheel.Read()?.Dismiss(this);

    public sealed override bool TryExpire()
    {
        while (true)
        {
            var state = _state.Read();
            if (state is Out or Fixed)
                return true;
            if (_state.CompareExchange(state < 0 ? Out : Fixed, state) != state)
                continue;
            var wheel = _wheel.Read()!;
            if (state > 0)
                return !wheel.TryArmLocked(this, wheel.TickOf(state), out _);
            _wheel.Write(null);
            return false;
        }
    }

    /// <summary>Inserts the timer for that time. Caller holds the lock of the wheel.</summary>
    /// <returns>True if the timer is armed; false if the time has passed.</returns>
    internal bool TryArmLocked(WheelTimerSource wheel, long due, out bool wakes)
    {
        RemoveLocked(wheel);
        if (!wheel.TryInsertReusableLocked(this, due, out var placedAt, out wakes))
            return false;
        _wheel.Write(wheel);
        _placedAt = placedAt;
        _state.Write(due);
        return true;
    }

    /// <summary>
    /// Removes the timer if it is idle. Its owner may arm it at the same moment; then it stays. Caller holds the lock of the wheel.
    /// </summary>
    internal void RemoveLocked(WheelTimerSource wheel)
    {
        var state = _state.Read();
        if (state >= 0 || _state.CompareExchange(Out, state) != state)
            return;
        wheel.TryDisarmLocked(this);
        _wheel.Write(null);
    }

    private bool TryTakeUp(long due)
    {
        var state = _state.Read();
        if (state >= 0 || -state > due || _state.CompareExchange(due, state) != state)
            return false;
        _placedAt = -state;
        return true;
    }
}
