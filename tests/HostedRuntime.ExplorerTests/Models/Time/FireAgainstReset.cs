namespace HostedRuntime.Models;

/// <summary>A sleep is reset while its timer fires. Its waiter completes exactly once.</summary>
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
        // If the reset came last, its timer remains set for the next waiter.
        _dispose();
        base.Check();
        Assert.Null(Assert.Single(Ends));
    }
}
