using HostedRuntime.Atomics;

namespace HostedRuntime.Time;

/// <summary>
/// The timers of a clock that is not ours: the system's off the runtime, or one that was given, such as a test's. Each timer of ours has
/// one timer of the clock. Thread-safe.
/// </summary>
/// <remarks>
/// <para>No lock is held while code of the provider runs. A provider may call back inside any of its own methods, and under a lock of its
/// own, so a lock of ours would be taken in two orders.</para>
/// <para>The clock may step back. Then its readings do not tell how much time has passed, so <see cref="Now"/> goes on from the last
/// reading: it never goes back, and a time that is waited for is not put off by the step.</para>
/// </remarks>
internal sealed class ProviderTimerSource(TimeProvider clock) : TimerSource(clock)
{
    private readonly Lock _gate = new();
    private readonly bool _isSystem = ReferenceEquals(clock, TimeProvider.System);

    /// <summary>The latest reading since the last step back. Guarded by `_gate`, as the two fields below.</summary>
    private long _latest = long.MinValue;

    /// <summary>How far the clock has stepped back in total.</summary>
    private long _offset;
    private int _steps;

    public override long Now => Read(atLeast: long.MinValue);

    protected override long Offset
    {
        get
        {
            using (_gate.Hold())
                return _offset;
        }
    }

    /// <summary>True if the timers of this clock count whole milliseconds and drop the fraction, as those of the system do.</summary>
    public bool DropsFractions => _isSystem;

    /// <summary>Reads the clock.</summary>
    /// <param name="atLeast">
    /// A time that a timer has reported as reached. If the clock has stepped back since its last reading, the timer is believed.
    /// </param>
    /// <returns>The time now, never before an earlier answer that the caller has seen.</returns>
    public long Read(long atLeast)
    {
        if (_isSystem)
            return Clock.GetTimestamp();
        while (true)
        {
            long latest;
            int steps;
            using (_gate.Hold())
                (latest, steps) = (_latest, _steps);
            var reading = Clock.GetTimestamp();
            using (_gate.Hold())
            {
                // Another thread has seen a step meanwhile, so this reading may be from before it or from after it.
                if (steps != _steps)
                    continue;
                // Compared with the value from before the clock was read, because a later reading that another thread took is no step.
                if (reading < latest)
                {
                    _offset = Math.Max(_latest + _offset, atLeast) - reading;
                    _latest = reading;
                    _steps++;
                }
                else if (reading > _latest)
                {
                    _latest = reading;
                }

                return reading + _offset;
            }
        }
    }

    public override bool TryArm(TimerEntry timer, long due)
    {
        var now = Now;
        if (now >= due)
            return false;
        var foreign = new ProviderTimer(timer, this, Clock, due);
        using (Holds.Hold(timer))
            timer.Foreign = foreign;
        foreign.Start(now);
        return true;
    }

    public override bool TryDisarm(TimerEntry timer)
    {
        ProviderTimer? foreign;
        bool isIdle;
        using (Holds.Hold(timer))
        {
            foreign = timer.Foreign;
            timer.Foreign = null;
            isIdle = foreign?.IsIdle == true;
        }

        // If a thread sets the clock's timer right now, it then finds that our timer is disarmed, and disposes the clock's timer.
        if (isIdle)
            foreign!.Stop();
        return foreign is not null;
    }

    public override long DueOf(TimerEntry timer) => timer.Foreign?.Due ?? Never;

    /// <summary>
    /// Runs the callback at once, on this thread. The BCL also runs callbacks on the thread of such a timer, or of the test that moves its
    /// clock.
    /// </summary>
    public override void Run(Action<object?> callback, object? state) => callback(state);
}
