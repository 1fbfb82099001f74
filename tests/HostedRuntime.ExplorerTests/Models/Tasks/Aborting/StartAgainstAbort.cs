using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>A worker starts a task that is meanwhile aborted, cancelled before its start, and cancelled by its spawner's token.</summary>
internal sealed class StartAgainstAbort : TaskModel
{
    private readonly CountingJoiner _joiner = new();
    private readonly JoinHandle _task;
    private int _runs;
    private bool _wasCanceledBeforeStart;

    public StartAgainstAbort(bool isLinked)
    {
        var spawners = new CancellationTokenSource();
        var options = isLinked ? new SpawnOptions { CancellationToken = spawners.Token } : default;
        _task = Spawn(new ActionTask(Owner, () => _runs++, options, default));
        _task.TryJoin(_joiner);

        Workers(1);
        Outsider("canceller before start", () => _wasCanceledBeforeStart = _task.TryCancelBeforeStart());
        if (isLinked)
            Outsider("canceller", spawners.Cancel);
        else
            Outsider("aborter", AbortTwice);
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(1, _joiner.Ends);
        Assert.Equal(_task.Status == JoinStatus.Canceled ? 0 : 1, _runs);
        Assert.False(_wasCanceledBeforeStart && _runs > 0, "A body ran although it was cancelled before its start.");
    }

    private void AbortTwice()
    {
        _task.Abort();
        _task.Abort();
    }
}
