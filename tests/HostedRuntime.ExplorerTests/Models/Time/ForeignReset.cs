namespace HostedRuntime.Models;

/// <summary>
/// A sleep by a foreign clock is waited for and moved while its timers ring: each wait ends once, at the time that was set last or the one
/// before.
/// </summary>
internal sealed class ForeignReset : ForeignTimeModel
{
    private readonly Action _dispose;
    private readonly int _waits;

    /// <param name="laterMilliseconds">Where the time is moved to.</param>
    /// <param name="waits">Threads that wait.</param>
    /// <param name="ringsInside">Callbacks come inside the call that sets the timer.</param>
    public ForeignReset(int laterMilliseconds, int waits, bool ringsInside) : base(ringsInside)
    {
        _waits = waits;
        var sleep = new ResettableSleep(TimeSpan.FromMilliseconds(4), Clock);
        _dispose = sleep.Dispose;
        for (var i = 0; i < waits; i++)
            Outsider($"waiter {i}", () => Watch(sleep.WaitAsync()));
        Outsider("resetter", () => sleep.Reset(TimeSpan.FromMilliseconds(laterMilliseconds)));
    }

    public override void Check()
    {
        _dispose();
        base.Check();
        Assert.Equal(Enumerable.Repeat<Exception?>(null, _waits), Ends);
    }
}
