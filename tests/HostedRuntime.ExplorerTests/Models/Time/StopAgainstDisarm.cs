using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>A timer is disarmed while its wheel is stopped. The second of the two threads removes it.</summary>
internal sealed class StopAgainstDisarm : TimeModel
{
    public StopAgainstDisarm() : base(step: 1)
    {
        var alarm = new SilentAlarm();
        var isArmed = false;
        Outsider("user", () =>
        {
            isArmed = alarm.TryBegin(Wheel.TimerSource);
            Assert.True(alarm.TryEnd(Wheel.TimerSource));
        });
        Outsider("stopper", () =>
        {
            Until("for the alarm", () => isArmed);
            Wheel.TimerSource.Stop(TimeSpan.FromSeconds(1));
        });
    }

    private sealed class SilentAlarm : ReusableTimerEntry
    {
        public bool TryBegin(TimerSource alarms) => TryArm(alarms, alarms.Now + 1_000_000);

        public bool TryEnd(TimerSource alarms) => TryDisarm(alarms);

        public override void Fire() => throw new InvalidOperationException("Nothing is due.");
    }
}
