namespace HostedRuntime.Models;

/// <summary>A sleep is reset while its alarm rings: who waits for it ends once, and is not forgotten.</summary>
internal sealed class FireAgainstReset : TimeModel
{
    private readonly Action _dispose;

    public FireAgainstReset(int laterMilliseconds)
    {
        var sleep = new ResettableSleep(TimeSpan.FromMilliseconds(4), Wheel.Provider);
        _dispose = sleep.Dispose;
        Outsider("waiter", () => Watch(sleep.WaitAsync()));
        Outsider("resetter", () => sleep.Reset(TimeSpan.FromMilliseconds(laterMilliseconds)));
    }

    public override void Check()
    {
        // A reset that came last leaves its reminder, for whoever waits next.
        _dispose();
        base.Check();
        Assert.Null(Assert.Single(Ends));
    }
}
