using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>A timer is disarmed while its wheel is stopped. The second of the two threads removes it.</summary>
internal sealed class StopAgainstDisarm : TimeModel
{
    public StopAgainstDisarm() : base(step: 1)
    {
        var timer = new SilentTimer();
        var isArmed = false;
        Outsider("user", () =>
        {
            isArmed = timer.TryBegin(Wheel.TimerSource);
            Assert.True(timer.TryEnd(Wheel.TimerSource));
        });
        Outsider("stopper", () =>
        {
            Until("for the timer", () => isArmed);
            Wheel.TimerSource.Stop(TimeSpan.FromSeconds(1));
        });
    }

    private sealed class SilentTimer : ReusableTimerEntry
    {
        public bool TryBegin(TimerSource timers) => TryArm(timers, timers.Now + 1_000_000);

        public bool TryEnd(TimerSource timers) => TryDisarm(timers);

        public override void Fire() => throw new InvalidOperationException("Nothing is due.");
    }
}
