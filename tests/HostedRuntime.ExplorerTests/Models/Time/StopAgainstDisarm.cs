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
            isArmed = alarm.TryBegin(Wheel.Alarms);
            Assert.True(alarm.TryEnd(Wheel.Alarms));
        });
        Outsider("stopper", () =>
        {
            Until("for the alarm", () => isArmed);
            Wheel.Alarms.Stop(TimeSpan.FromSeconds(1));
        });
    }

    private sealed class SilentAlarm : StandingAlarm
    {
        public bool TryBegin(Alarms alarms) => TryArm(alarms, alarms.Now + 1_000_000);

        public bool TryEnd(Alarms alarms) => TryDisarm(alarms);

        public override void Ring() => throw new InvalidOperationException("Nothing is due.");
    }
}
