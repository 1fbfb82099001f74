namespace HostedRuntime.Models;

/// <summary>Waits by a foreign clock: each ends once, none early, and no timer stays behind.</summary>
internal abstract class ForeignTimeModel : TimedWaits
{
    protected ForeignTimeModel(bool ringsInside)
    {
        Clock = new ModelClock(ringsInside);
        Thread("clock", () =>
        {
            while (true)
            {
                Until("for a timer", () => Clock.IsSet || IsOver);
                if (!Clock.IsSet)
                    return;
                Clock.Ring();
            }
        });
    }

    protected ModelClock Clock { get; }

    public override void Check() => Assert.Equal(0, Clock.LiveTimers);
}
