namespace HostedRuntime.Models;

/// <summary>Waits on a foreign clock. Each wait completes once and not early, and no timer is left.</summary>
internal abstract class ForeignTimeModel : TimedWaits
{
    protected ForeignTimeModel(bool firesInline)
    {
        Clock = new ModelClock(firesInline);
        Thread("clock", () =>
        {
            while (true)
            {
                Until("for a timer", () => Clock.IsSet || IsOver);
                if (!Clock.IsSet)
                    return;
                Clock.Fire();
            }
        });
    }

    protected ModelClock Clock { get; }

    public override void Check() => Assert.Equal(0, Clock.LiveTimers);
}
