using HostedRuntime.Atomics;

namespace HostedRuntime.Time;

/// <summary>
/// An <see cref="ITimer"/> in a runtime's wheel, with the semantics of <see cref="System.Threading.Timer"/>. Its callback runs on the
/// runtime, in the flow in which the timer was made. A callback that takes longer than the period runs again while it is still running. The
/// lock of the wheel guards all state.
/// </summary>
internal sealed class WheelTimer(WheelTimerSource wheel, TimerCallback callback, object? state) : TimerEntry, ITimer
{
    private static readonly Action<object?> s_call = static timer => ((WheelTimer)timer!).Call();
    private static readonly ContextCallback s_callInFlow = static timer => ((WheelTimer)timer!).CallBack();

    private readonly ExecutionContext? _flow = ExecutionContext.Capture();

    /// <summary>The period in ticks of the wheel; zero if the timer fires once.</summary>
    private long _period;
    private bool _isDisposed;

    /// <summary>The number of callbacks that are running.</summary>
    private int _running;
    private TaskCompletionSource? _ended;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        dueTime = Checked(dueTime, nameof(dueTime));
        period = Checked(period, nameof(period));
        var isNow = dueTime == TimeSpan.Zero;
        var wakes = false;
        using (wheel.Gate.Hold())
        {
            if (_isDisposed)
                return false;
            wheel.TryDisarmLocked(this);
            _period = period <= TimeSpan.Zero ? 0 : Math.Max(1, (long)period.TotalMilliseconds);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            Tick = wheel.TickOf(wheel.After(wheel.Now, dueTime));
            if (isNow || !wheel.TryArmLocked(this, Tick, out wakes))
            {
                isNow = true;
                wakes = RepeatLocked();
            }
        }

        if (wakes)
            wheel.Wake();
        if (isNow)
            Fire();
        return true;
    }

    public override bool TryExpire()
    {
        RepeatLocked();
        return true;
    }

    public override void Fire() => wheel.Run(s_call, this);

    public void Dispose()
    {
        using (wheel.Gate.Hold())
        {
            _isDisposed = true;
            wheel.TryDisarmLocked(this);
        }
    }

    /// <summary>Disposes the timer. Completes when no callback is running.</summary>
    public ValueTask DisposeAsync()
    {
        using (wheel.Gate.Hold())
        {
            _isDisposed = true;
            wheel.TryDisarmLocked(this);
            if (_running == 0)
                return default;
            _ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new(_ended.Task);
        }
    }

    /// <summary>Checks a time against the range of the BCL, which looks at whole milliseconds.</summary>
    private static TimeSpan Checked(TimeSpan time, string name)
    {
        if ((time < TimeSpan.Zero && !DelayArgument.TryRound(ref time)) || time.Ticks / TimeSpan.TicksPerMillisecond > uint.MaxValue - 1)
            throw new ArgumentOutOfRangeException(name, time, "A timer's times must be between zero and 49 days, or infinite.");
        return time;
    }

    /// <summary>
    /// Arms the timer for its next period, counted from its last due time as in the BCL. Periods that have passed already are skipped.
    /// Caller holds the lock of the wheel.
    /// </summary>
    /// <returns>True if the timer thread has to be woken; otherwise false.</returns>
    private bool RepeatLocked()
    {
        var wakes = false;
        if (_period > 0)
            wheel.TryArmLocked(this, Math.Max(Tick + _period, wheel.TickOfNow() + 1), out wakes);
        return wakes;
    }

    private void Call()
    {
        using (wheel.Gate.Hold())
        {
            if (_isDisposed)
                return;
            _running++;
        }

        try
        {
            if (_flow is null)
                CallBack();
            else
                ExecutionContext.Run(_flow, s_callInFlow, this);
        }
        finally
        {
            using (wheel.Gate.Hold())
            {
                if (--_running == 0)
                    _ended?.TrySetResult();
            }
        }
    }

    private void CallBack() => callback(state);
}
