namespace HostedRuntime.Time;

/// <summary>
/// A rearmable timer in a wheel. It is armed under the owner's lock. A firing runs after the lock of the wheel and then takes the owner's
/// lock, so it finds the entry stored here.
/// </summary>
internal sealed class WheelRearmableTimer(TimerSource alarms, IRearmableTimerOwner owner) : RearmableTimer
{
    private OwnTimer? _alarm;
    private bool _isSet;
    private long _due;

    public override bool TrySet(long due)
    {
        if (_isSet && _due == due)
            return true;
        Clear();
        if (due == TimerSource.Never)
            return true;
        _alarm ??= new OwnTimer(owner);
        _due = due;
        _isSet = alarms.TryArm(_alarm, due);
        return _isSet;
    }

    public override void Clear()
    {
        if (_isSet && !alarms.TryDisarm(_alarm!))
            _alarm = null;
        _isSet = false;
    }

    public override bool TryTake(TimerEntry rang)
    {
        if (!_isSet || !ReferenceEquals(_alarm, rang))
            return false;
        _isSet = false;
        return true;
    }
}
