using HostedRuntime.Atomics;

namespace HostedRuntime.Time;

/// <summary>
/// An alarm that is used again and again and as a rule does not ring: where it is disarmed in time it stays in the wheel, and the next use finds
/// it there. To arm and to disarm it is then one compare-exchange each, without the lock.
/// </summary>
/// <remarks>
/// <para>It stands in the wheel at some time that is never after the one it is armed for. When that comes the wheel looks: one that is not
/// armed is dropped, one that is due rings, one that is due later is put there and is from then on an ordinary alarm.</para>
/// <para>States of the word. Out: not in the wheel. Standing: in the wheel, not armed; the negative of the time at which it stands. Armed: the
/// time for which it is. Fixed: the lock of the wheel decides, as for any alarm. The owner takes it from standing to armed and back; the wheel,
/// under its lock, from standing to out and from armed to fixed. Each by compare-exchange, so one of the two wins; that a word has come back to
/// the same value meanwhile means the same time for the same owner, and changes nothing.</para>
/// <para>Who is done with an alarm that was not disarmed in time never uses it again: it rings for him, and for nobody after him.</para>
/// </remarks>
internal abstract class StandingAlarm : Alarm
{
    private const long Out = 0;
    private const long Fixed = long.MaxValue;

    private AtomicLong _word;

    /// <summary>
    /// In which it stands or is armed; null: in none. Set by the owner under the lock of that wheel; taken away under the same, after the alarm
    /// has left the wheel, or by the owner once it is fixed and removed. So an owner who reads null may put it into another.
    /// </summary>
    private AtomicRef<WheelAlarms> _wheel;

    /// <summary>While it is armed: the time at which it stands, if the wheel has not fixed it. The owner's.</summary>
    private long _stands;

    /// <summary>As <see cref="Alarms.TryArm(StandingAlarm, long)"/>; one that is due already may ring all the same.</summary>
    protected bool TryArm(Alarms alarms, long due)
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

    /// <summary>As <see cref="Alarms.TryDisarm"/>. True: it may be armed again, or has to <see cref="Leave"/>.</summary>
    protected bool TryDisarm(Alarms alarms)
    {
        var word = _word.Read();
        if (word is > Out and < Fixed && _word.CompareExchange(-_stands, word) == word)
        {
            // The compare-exchange is a full fence, which pairs with the lock that WheelAlarms.Stop takes for its sweep: either this sees that the
            // wheel is stopped, or the sweep sees that the alarm is idle.
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

    /// <summary>One that is not armed is not kept in the wheel either.</summary>
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

    /// <summary>Under the lock of the wheel. False: its time has passed.</summary>
    internal bool TryArmLocked(WheelAlarms wheel, long due, out bool wakes)
    {
        RemoveLocked(wheel);
        if (!wheel.TryStandLocked(this, due, out var stands, out wakes))
            return false;
        _wheel.Write(wheel);
        _stands = stands;
        _word.Write(due);
        return true;
    }

    /// <summary>Under the lock of the wheel; the owner, or anybody while it is idle: he may take it up at the same moment, and then it stays.</summary>
    internal void RemoveLocked(WheelAlarms wheel)
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
