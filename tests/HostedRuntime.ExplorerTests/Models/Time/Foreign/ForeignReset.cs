namespace HostedRuntime.Models;

/// <summary>
/// A sleep on a foreign clock is waited for and reset while its timers fire. Each wait completes once, at the last time that was set or the
/// time set before it.
/// </summary>
internal sealed class ForeignReset : ForeignTimeModel
{
    private readonly Action _dispose;
    private readonly int _waits;

    /// <param name="laterMilliseconds">The delay that the sleep is reset to.</param>
    /// <param name="waits">The number of waiting threads.</param>
    /// <param name="firesInline">Whether callbacks run inside the call that sets the timer.</param>
    public ForeignReset(int laterMilliseconds, int waits, bool firesInline) : base(firesInline)
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
