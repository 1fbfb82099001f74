namespace HostedRuntime.Models;

/// <summary>A sleep is reset while its alarm rings: who waits for it ends once, and is not forgotten.</summary>
internal sealed class FireAgainstReset : TimeModel
{
    private readonly ResettableSleep _sleep;

    public FireAgainstReset(int laterMilliseconds)
    {
        _sleep = new ResettableSleep(TimeSpan.FromMilliseconds(4), Wheel.Provider);
        Outsider("waiter", () => Watch(_sleep.WaitAsync()));
        Outsider("resetter", () => _sleep.Reset(TimeSpan.FromMilliseconds(laterMilliseconds)));
    }

    public override void Check()
    {
        // A reset that came last leaves its reminder, for whoever waits next.
        _sleep.Dispose();
        base.Check();
        Assert.Null(Assert.Single(Ends));
    }
}
