using HostedRuntime.Time;

namespace HostedRuntime.Models;

/// <summary>Sleeps expire while they are cancelled. Each ends once, in one of the two ways.</summary>
internal sealed class SleepAgainstCancel : TimeModel
{
    private readonly int _sleeps;

    public SleepAgainstCancel(int sleeps)
    {
        _sleeps = sleeps;
        var source = new CancellationTokenSource();
        Outsider("sleeper", () =>
        {
            for (var i = 0; i < sleeps; i++)
                Watch(SleepWait.Start(Wheel.TimerSource, Wheel.TimerSource.Now + 2 + i, source.Token));
        });
        Outsider("canceler", source.Cancel);
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(_sleeps, Ends.Count);
        Assert.All(Ends, static end => Assert.True(end is null or OperationCanceledException, $"{end}"));
    }
}
