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
/// <para>States of <see cref="_word"/>. <see cref="Out"/>: not in the wheel. Negative: idle in the wheel, with the negative of the time of
/// its place. Positive: armed for that time. <see cref="Fixed"/>: the lock of the wheel decides, as for any timer. The owner changes idle
/// to armed and back. The wheel, under its lock, changes idle to out and armed to fixed. Each change is a compare-exchange, so one of the
/// two wins. If the word has come back to the same value meanwhile, it means the same time for the same owner.</para>
/// <para>An owner that could not disarm the timer in time never uses it again, so the firing reaches that owner and no later one.</para>
/// </remarks>
internal abstract class ReusableTimerEntry : TimerEntry
{
    private const long Out = 0;
    private const long Fixed = long.MaxValue;

    private AtomicLong _word;

    /// <summary>
    /// The wheel in which the timer is, idle or armed; null if there is none. The owner sets it under the lock of that wheel. It is cleared
    /// under that lock after the timer has left the wheel, or by the owner once the timer is fixed and removed. So an owner that reads null
    /// may insert the timer into another wheel.
    /// </summary>
    private AtomicRef<WheelTimerSource> _wheel;

    /// <summary>The time of the timer's place in the wheel, while the timer is armed and not fixed. Used by the owner only.</summary>
    private long _stands;

    /// <summary>
    /// Arms the timer, as <see cref="TimerSource.TryArm(ReusableTimerEntry, long)"/>. If the time has passed, the timer may fire nevertheless.
    /// </summary>
    protected bool TryArm(TimerSource alarms, long due)
    {
        if (ReferenceEquals(_wheel.Read(), alarms))
        {
            if (TryTakeUp(due))
                return true;
        }
        else
        {
            Leave();
        }

        return alarms.TryArm(this, due);
    }

    /// <summary>
    /// Disarms the timer, as <see cref="TimerSource.TryDisarm"/>. If this returns true, the owner may arm it again, or has to call
    /// <see cref="Leave"/>.
    /// </summary>
    protected bool TryDisarm(TimerSource alarms)
    {
        var word = _word.Read();
        if (word is > Out and < Fixed && _word.CompareExchange(-_stands, word) == word)
        {
            // The compare-exchange is a full fence, which pairs with the lock that WheelTimerSource.Stop takes for its sweep. Either this sees
            // that the wheel is stopped, or the sweep sees that the timer is idle.
            if (_wheel.Read() is { IsStopped: true })
                Leave();
            return true;
        }

        if (!alarms.TryDisarm(this))
            return false;
        _word.Write(Out);
        _wheel.Write(null);
        return true;
    }

    /// <summary>Removes an idle timer from the wheel.</summary>
    protected void Leave() => _wheel.Read()?.Dismiss(this);

    public sealed override bool TryExpire()
    {
        while (true)
        {
            var word = _word.Read();
            if (word is Out or Fixed)
                return true;
            if (_word.CompareExchange(word < 0 ? Out : Fixed, word) != word)
                continue;
            var wheel = _wheel.Read()!;
            if (word > 0)
                return !wheel.TryArmLocked(this, wheel.TickOf(word), out _);
            _wheel.Write(null);
            return false;
        }
    }

    /// <summary>Inserts the timer for that time. Caller holds the lock of the wheel.</summary>
    /// <returns>True if the timer is armed; false if the time has passed.</returns>
    internal bool TryArmLocked(WheelTimerSource wheel, long due, out bool wakes)
    {
        RemoveLocked(wheel);
        if (!wheel.TryInsertReusableLocked(this, due, out var stands, out wakes))
            return false;
        _wheel.Write(wheel);
        _stands = stands;
        _word.Write(due);
        return true;
    }

    /// <summary>
    /// Removes the timer if it is idle. Its owner may arm it at the same moment; then it stays. Caller holds the lock of the wheel.
    /// </summary>
    internal void RemoveLocked(WheelTimerSource wheel)
    {
        var word = _word.Read();
        if (word >= 0 || _word.CompareExchange(Out, word) != word)
            return;
        wheel.TryDisarmLocked(this);
        _wheel.Write(null);
    }

    private bool TryTakeUp(long due)
    {
        var word = _word.Read();
        if (word >= 0 || -word > due || _word.CompareExchange(due, word) != word)
            return false;
        _stands = -word;
        return true;
    }
}
