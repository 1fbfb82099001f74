namespace HostedRuntime.Time;

/// <summary>The timers of a clock that is not ours: the system's off the runtime, a test's where one was given. One timer for each alarm.</summary>
internal sealed class ForeignAlarms(TimeProvider clock) : Alarms(clock)
{
    public override bool TryArm(Alarm alarm, long due)
    {
        var left = Between(Now, due);
        if (left <= TimeSpan.Zero)
            return false;
        var foreign = new ForeignAlarm(alarm, this, Clock, due);
        lock (alarm)
            alarm.Foreign = foreign;
        foreign.Start(left);
        return true;
    }

    public override bool TryDisarm(Alarm alarm)
    {
        ForeignAlarm? foreign;
        lock (alarm)
        {
            foreign = alarm.Foreign;
            alarm.Foreign = null;
        }

        foreign?.Stop();
        return foreign is not null;
    }

    /// <summary>Here and now: on the thread of such a timer, or of the test that moves its clock, the BCL runs callbacks too.</summary>
    public override void Run(Action<object?> callback, object? state) => callback(state);
}
