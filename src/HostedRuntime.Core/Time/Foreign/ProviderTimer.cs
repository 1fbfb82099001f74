using HostedRuntime.Atomics;

namespace HostedRuntime.Time;

/// <summary>Fires a timer of ours with a timer of a foreign clock, once its time has come by that clock.</summary>
/// <remarks>
/// <para>A callback of the clock is a hint only: it may come inside CreateTimer or Change, on any thread, early, late, or more than once.
/// Each one makes a thread look at the clock. If the time has come, our timer fires; otherwise the clock's timer is set again. So our timer
/// never fires early, and no firing is lost.</para>
/// <para>One thread looks at a time, and it alone uses the clock's timer. A callback that comes meanwhile sets <c>_hasCalledBack</c>, and
/// the looking thread looks again. That flag and the end of the look are both under the lock of our timer. So either the thread sees the
/// flag, or the callback sees that no thread looks. That lock is never held while code of the provider runs.</para>
/// <para>A timer counts from the time at which it is set. If the clock moves between the reading and the setting, the timer fires later
/// than intended. If the clock stands still from then on, it never fires. So the looking thread reads the clock again after it has set the
/// timer. If the clock moved further than the timer is set early, the thread sets it again, early by twice that move.</para>
/// <para>Each arming creates a new object. So a late callback finds that <see cref="TimerEntry.Foreign"/> is another object.</para>
/// </remarks>
internal sealed class ProviderTimer(TimerEntry timer, ProviderTimerSource timers, TimeProvider clock, long due)
{
    /// <summary>After more early callbacks in a row than this the clock's timers are not used any more. Picked by hand.</summary>
    private const int MaxEarlyCallbacks = 20;

    // The longest time that the BCL's timers take.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
    private static readonly TimeSpan s_pollPeriod = TimeSpan.FromMilliseconds(10);

    // Used by the looking thread or, once no thread looks, by the thread that disarms our timer.
    private ITimer? _timer;

    /// <summary>
    /// The time for which the clock's timer is set; the earliest possible time if its callback says nothing about the clock.
    /// </summary>
    private long _setFor;
    private int _earlyCallbacks;
    private bool _isPolled;

    /// <summary>How much earlier than the due time the clock's timer is set, for a clock that moves meanwhile.</summary>
    private long _margin;

    // Both guarded by the lock of our timer. The thread that arms our timer is the first that looks.
    private bool _isLooking = true;
    private bool _hasCalledBack;

    public long Due => due;

    /// <summary>True if no thread looks. Caller holds the lock of our timer.</summary>
    public bool IsIdle => !_isLooking;

    /// <summary>Sets the clock's timer for the first time. Our timer may fire before this returns.</summary>
    /// <exception cref="Exception">The provider has thrown. Our timer is not armed.</exception>
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

    /// <summary>Disposes the clock's timer. Called after our timer was disarmed while no thread looked.</summary>
    public void Stop() => _timer!.Dispose();

    private void OnTimer()
    {
        using (Holds.Hold(timer))
        {
            if (timer.Foreign != this)
                return;
            if (_isLooking)
            {
                _hasCalledBack = true;
                return;
            }

            _isLooking = true;
        }

        bool isOver;
        try
        {
            isOver = IsOver(timers.Read(atLeast: _setFor));
        }
        catch (Exception error) when (TryEnd())
        {
            timer.Fail(error);
            return;
        }

        if (isOver)
            End();
    }

    /// <summary>Looks at the clock and sets its timer. Repeats that if a callback has come meanwhile.</summary>
    /// <returns>True if the time has come or our timer was disarmed; otherwise false. Then this thread no longer looks.</returns>
    private bool IsOver(long now)
    {
        while (now < due)
        {
            CountRing(isEarly: _timer is not null && now < _setFor);
            if (!TrySetTimer(ref now))
                return true;
            using (Holds.Hold(timer))
            {
                if (timer.Foreign != this)
                    return true;
                if (!_hasCalledBack)
                {
                    _isLooking = false;
                    return false;
                }

                _hasCalledBack = false;
            }

            now = timers.Read(atLeast: _setFor);
        }

        return true;
    }

    private void CountRing(bool isEarly)
    {
        _earlyCallbacks = isEarly ? _earlyCallbacks + 1 : 0;
        _isPolled |= _earlyCallbacks > MaxEarlyCallbacks;
    }

    /// <summary>Sets the clock's timer so that it fires at the due time or earlier, whatever the clock does meanwhile.</summary>
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
            // The system's clock does not stand still, so a late timer fires nevertheless.
            if (timers.DropsFractions)
                return true;
            var then = now;
            now = timers.Now;
            var moved = now - then;
            if (moved <= _margin)
                return true;
            // Capped, so that the sum does not overflow.
            _margin = Math.Min(moved, TimerSource.Never / 2) * 2;
            // The due time is so near that the timer cannot be set early. The clock moves, so this ends soon.
            if (_margin >= due - now)
                _margin = 0;
        }

        return false;
    }

    private void SetTimer(long now)
    {
        _setFor = due - _margin;
        var left = timers.Span(now, _setFor);
        // After some early callbacks the time is rounded up to a millisecond: a timer that drops fractions would call back at once, again
        // and again. Not after the first ones, which may be late callbacks of an earlier setting. The timer of a clock that stands still
        // must not be set too late.
        if (_earlyCallbacks > 2 || timers.DropsFractions)
            left = TimeSpan.FromTicks(((left.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond) * TimeSpan.TicksPerMillisecond);
        if (left > s_longest)
        {
            left = s_longest;
            _setFor = timers.After(now, left);
        }

        if (_timer is null)
            _timer = CreateTimer(clock, left);
        else
            _timer.Change(left, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Sets a timer of the system that looks at the clock at intervals. Used for a clock whose timers call back at once, whatever time they
    /// are set for. Such a clock would keep a thread busy until the due time.
    /// </summary>
    private void SetPoll()
    {
        _setFor = long.MinValue;
        _timer!.Dispose();
        _timer = CreateTimer(TimeProvider.System, s_pollPeriod);
    }

    private ITimer CreateTimer(TimeProvider provider, TimeSpan left)
    {
        TimerCallback call = static foreign => ((ProviderTimer)foreign!).OnTimer();
        if (ExecutionContext.IsFlowSuppressed())
            return provider.CreateTimer(call, this, left, Timeout.InfiniteTimeSpan);
        // Suppresses the flow, because our callback does not need it and the timer would keep the flow of the waiting code alive.
        using (ExecutionContext.SuppressFlow())
            return provider.CreateTimer(call, this, left, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Fires our timer, unless it was disarmed, and disposes the clock's timer. Called by the looking thread. No thread looks after it.
    /// </summary>
    private void End()
    {
        bool fires;
        using (Holds.Hold(timer))
        {
            fires = timer.Foreign == this;
            if (fires)
            {
                timer.Foreign = null;
                fires = timer.TryExpire();
            }
        }

        try
        {
            _timer?.Dispose();
        }
        finally
        {
            if (fires)
                timer.Fire();
        }
    }

    /// <summary>Disarms our timer, because the clock's timer cannot be set.</summary>
    /// <returns>True if our timer was armed; otherwise false.</returns>
    private bool TryEnd()
    {
        using (Holds.Hold(timer))
        {
            if (timer.Foreign != this)
                return false;
            timer.Foreign = null;
            return true;
        }
    }
}
