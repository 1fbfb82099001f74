using HostedRuntime.Atomics;

namespace HostedRuntime.Time;

/// <summary>One alarm that a timer of a foreign clock rings, once its time has come by that clock.</summary>
/// <remarks>
/// <para>A callback is a hint: it may come inside CreateTimer or Change, on any thread, early, late, or more than once. Each one makes a
/// thread look at the clock. If the time has come the alarm rings, otherwise the timer is set again. So no ring is early, and none is
/// lost.</para>
/// <para>One thread looks at a time, and it alone uses the timer. A callback that comes meanwhile leaves a note, and the looking thread
/// looks again. The note and the end of the look are both under the lock of the alarm: either the thread sees the note, or the callback
/// sees that nobody looks. That lock is never held while code of the provider runs.</para>
/// <para>A timer counts from the time at which it is set. If the clock moved between the reading and the setting, the timer rings later than
/// meant, and a clock that stands still from then on never rings it. So the looking thread reads the clock again after it has set the timer.
/// If the clock moved further than the timer is set early, the thread sets it again, early by twice that move.</para>
/// <para>Made anew each time that an alarm is armed, so a callback that comes too late finds that <see cref="Alarm.Foreign"/> is
/// another.</para>
/// </remarks>
internal sealed class ForeignAlarm(Alarm alarm, ForeignAlarms alarms, TimeProvider clock, long due)
{
    /// <summary>After so many early rings in a row the timers of the clock are not used any more. Picked by hand.</summary>
    private const int MaxEarlyRings = 20;

    // The longest that timers of the BCL take at a time.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
    private static readonly TimeSpan s_pollPeriod = TimeSpan.FromMilliseconds(10);

    // Used by the looking thread; once nobody looks, by the thread that ends the alarm.
    private ITimer? _timer;

    /// <summary>The time at which the timer is to ring; the earliest there is if that ring would say nothing about the clock.</summary>
    private long _setFor;
    private int _earlyRings;
    private bool _isPolled;

    /// <summary>How much earlier than wanted the timer is set, for a clock that moves meanwhile.</summary>
    private long _margin;

    // Both owned by the lock of the alarm. The thread that starts the alarm is the first that looks.
    private bool _isLooking = true;
    private bool _hasRung;

    public long Due => due;

    /// <summary>True if no thread looks. Caller holds the lock of the alarm.</summary>
    public bool IsIdle => !_isLooking;

    /// <summary>Sets the timer for the first time. The alarm may ring before this returns.</summary>
    /// <exception cref="Exception">The provider has thrown. The alarm is not armed.</exception>
    public void Start(long now)
    {
        bool isOver;
        try
        {
            isOver = IsOver(now);
        }
        catch
        {
            TryEnd();
            throw;
        }

        if (isOver)
            End();
    }

    /// <summary>Gives the timer back. Caller has disarmed the alarm while no thread looked.</summary>
    public void Stop() => _timer!.Dispose();

    private void OnTimer()
    {
        using (Holds.Hold(alarm))
        {
            if (alarm.Foreign != this)
                return;
            if (_isLooking)
            {
                _hasRung = true;
                return;
            }

            _isLooking = true;
        }

        bool isOver;
        try
        {
            isOver = IsOver(alarms.Read(atLeast: _setFor));
        }
        catch (Exception error) when (TryEnd())
        {
            alarm.Fail(error);
            return;
        }

        if (isOver)
            End();
    }

    /// <summary>Looks at the clock, and sets the timer until no callback comes meanwhile.</summary>
    /// <returns>True if the time has come or the alarm was disarmed; otherwise false, and this thread does not look any more.</returns>
    private bool IsOver(long now)
    {
        while (now < due)
        {
            CountRing(isEarly: _timer is not null && now < _setFor);
            if (!TrySetTimer(ref now))
                return true;
            using (Holds.Hold(alarm))
            {
                if (alarm.Foreign != this)
                    return true;
                if (!_hasRung)
                {
                    _isLooking = false;
                    return false;
                }

                _hasRung = false;
            }

            now = alarms.Read(atLeast: _setFor);
        }

        return true;
    }

    private void CountRing(bool isEarly)
    {
        _earlyRings = isEarly ? _earlyRings + 1 : 0;
        _isPolled |= _earlyRings > MaxEarlyRings;
    }

    /// <summary>Sets the timer so that it rings when the time has come, or earlier, whatever the clock did meanwhile.</summary>
    /// <returns>True if it is set; false if the time has come.</returns>
    private bool TrySetTimer(ref long now)
    {
        _margin = 0;
        while (now < due)
        {
            if (_isPolled)
            {
                SetPoll();
                return true;
            }

            SetTimer(now);
            // The system's clock does not stand still: a late timer rings all the same.
            if (alarms.DropsFractions)
                return true;
            var then = now;
            now = alarms.Now;
            var moved = now - then;
            if (moved <= _margin)
                return true;
            // Capped, so that it does not overflow.
            _margin = Math.Min(moved, Alarms.Never / 2) * 2;
            // So near that no time is left to be early by. The clock moves, so this ends soon.
            if (_margin >= due - now)
                _margin = 0;
        }

        return false;
    }

    private void SetTimer(long now)
    {
        _setFor = due - _margin;
        var left = alarms.Span(now, _setFor);
        // After early rings at least a millisecond: a timer that drops fractions would ring at once, again and again. Not after the first:
        // that may be a late callback of an earlier setting, and the timer of a clock that stands still must not be set later than wanted.
        if (_earlyRings > 2 || alarms.DropsFractions)
            left = TimeSpan.FromTicks(((left.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond) * TimeSpan.TicksPerMillisecond);
        if (left > s_longest)
        {
            left = s_longest;
            _setFor = alarms.After(now, left);
        }

        if (_timer is null)
            _timer = CreateTimer(clock, left);
        else
            _timer.Change(left, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// A clock whose timers ring at once, whatever time they are set for, would keep a thread busy until its time has come. A timer of the
    /// system looks at such a clock from then on.
    /// </summary>
    private void SetPoll()
    {
        _setFor = long.MinValue;
        _timer!.Dispose();
        _timer = CreateTimer(TimeProvider.System, s_pollPeriod);
    }

    private ITimer CreateTimer(TimeProvider provider, TimeSpan left)
    {
        TimerCallback call = static foreign => ((ForeignAlarm)foreign!).OnTimer();
        if (ExecutionContext.IsFlowSuppressed())
            return provider.CreateTimer(call, this, left, Timeout.InfiniteTimeSpan);
        // The callback is ours and needs no flow, and the timer would keep the flow of the waiting code alive.
        using (ExecutionContext.SuppressFlow())
            return provider.CreateTimer(call, this, left, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Rings, unless the alarm was disarmed, and gives the timer back. This thread looks, and nobody does after it.</summary>
    private void End()
    {
        bool rings;
        using (Holds.Hold(alarm))
        {
            rings = alarm.Foreign == this;
            if (rings)
            {
                alarm.Foreign = null;
                rings = alarm.TryExpire();
            }
        }

        try
        {
            _timer?.Dispose();
        }
        finally
        {
            if (rings)
                alarm.Ring();
        }
    }

    /// <summary>Ends an alarm whose timer cannot be set.</summary>
    /// <returns>True if the alarm was armed; otherwise false.</returns>
    private bool TryEnd()
    {
        using (Holds.Hold(alarm))
        {
            if (alarm.Foreign != this)
                return false;
            alarm.Foreign = null;
            return true;
        }
    }
}
