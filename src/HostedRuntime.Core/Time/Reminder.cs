namespace HostedRuntime.Time;

/// <summary>Who sets a <see cref="Reminder"/>.</summary>
internal interface IReminded
{
    /// <summary>A time has come that was set; perhaps not the one that is set now. On the thread of the timers, under no lock.</summary>
    void OnReminded(Alarm rang);
}

/// <summary>
/// One alarm that its owner sets, moves and clears under a lock of his own. An alarm that is on its way when it is moved is left to itself and
/// replaced: so the ring of an earlier time is never taken for that of the current one.
/// </summary>
internal sealed class Reminder(Alarms alarms, IReminded owner)
{
    private OwnAlarm? _alarm;
    private bool _isSet;
    private long _due;

    /// <summary>Has the owner reminded at that time, and at no other. False: it has passed.</summary>
    public bool TrySet(long due)
    {
        if (_isSet && _due == due)
            return true;
        Clear();
        if (due == Alarms.Never)
            return true;
        _alarm ??= new OwnAlarm(owner);
        _due = due;
        _isSet = alarms.TryArm(_alarm, due);
        return _isSet;
    }

    public void Clear()
    {
        if (_isSet && !alarms.TryDisarm(_alarm!))
            _alarm = null;
        _isSet = false;
    }

    /// <summary>True: it is the one that is set, and is not any more.</summary>
    public bool TryTake(Alarm rang)
    {
        if (!_isSet || !ReferenceEquals(_alarm, rang))
            return false;
        _isSet = false;
        return true;
    }

    private sealed class OwnAlarm(IReminded owner) : Alarm
    {
        public override bool TryExpire() => true;

        public override void Ring() => owner.OnReminded(this);
    }
}
