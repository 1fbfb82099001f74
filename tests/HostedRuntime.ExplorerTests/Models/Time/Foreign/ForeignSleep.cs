using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>A sleep on a foreign clock is cancelled while its timer fires. It completes once, and not early.</summary>
internal sealed class ForeignSleep : ForeignTimeModel
{
    private readonly long _due;
    private bool _isEarly;

    public ForeignSleep(bool firesInline) : base(firesInline)
    {
        var source = new CancellationTokenSource();
        var timers = TimerSource.Of(Clock);
        _due = timers.Now + 4;
        Outsider("sleeper", () => Watch(Sleep(timers, source.Token)));
        Outsider("canceler", source.Cancel);
    }

    public override void Check()
    {
        base.Check();
        Assert.True(Assert.Single(Ends) is null or OperationCanceledException);
        Assert.False(_isEarly);
    }

    private async ValueTask Sleep(TimerSource timers, CancellationToken ct)
    {
        await SleepWait.Start(timers, _due, ct).ConfigureAwait(false);
        _isEarly = Clock.Time < _due;
    }
}
