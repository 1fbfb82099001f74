namespace HostedRuntime.Time;

/// <summary>The clock of a runtime: the system's time with the runtime's timers.</summary>
internal sealed class WheelTimeProvider(WheelTimerSource wheel) : TimeProvider
{
    public WheelTimerSource Wheel => wheel;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new WheelTimer(wheel, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
