namespace HostedRuntime.Time;

/// <summary>
/// A rearmable timer in a wheel. It is armed under the owner's lock. A firing runs after the lock of the wheel and then takes the owner's
/// lock, so it finds the entry stored here.
/// </summary>
internal sealed class WheelRearmableTimer(TimerSource timers, IRearmableTimerOwner owner) : RearmableTimer
{
    private OwnTimer? _entry;
    private bool _isSet;
    private long _due;

    public override bool TrySet(long due)
    {
        if (_isSet && _due == due)
            return true;
        Clear();
        if (due == TimerSource.Never)
            return true;
        _entry ??= new OwnTimer(owner);
        _due = due;
        _isSet = timers.TryArm(_entry, due);
        return _isSet;
    }

    public override void Clear()
    {
        if (_isSet && !timers.TryDisarm(_entry!))
            _entry = null;
        _isSet = false;
    }

    public override bool TryTake(TimerEntry fired)
    {
        if (!_isSet || !ReferenceEquals(_entry, fired))
            return false;
        _isSet = false;
        return true;
    }
}
