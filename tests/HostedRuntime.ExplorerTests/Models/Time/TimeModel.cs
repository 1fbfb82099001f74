namespace HostedRuntime.Models;

/// <summary>
/// Waits on a timer wheel, which is stopped when all of them have ended. Each wait ends once, and nothing is left in the wheel.
/// </summary>
internal abstract class TimeModel : TimedWaits
{
    /// <param name="step">How far the clock moves at each reading.</param>
    protected TimeModel(int step = 1)
    {
        Wheel = new ModelWheel(step);
        Thread("end", () =>
        {
            Until("for all waits", () => IsOver);
            Wheel.TimerSource.Stop(TimeSpan.FromSeconds(1));
        });
    }

    protected ModelWheel Wheel { get; }

    public override void Check() => Assert.Equal(0, Wheel.TimerSource.Count);
}
