using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// The last wait of a body is cached, with the poll or at the end of the task. Meanwhile an abort has taken it from the abort list and is
/// about to decide it. The wait is over, and must not be reset for its next use before the abort has seen that.
/// </summary>
internal sealed class CacheAgainstAbort : TaskModel
{
    private readonly Gate _gate = new();
    private readonly JoinHandle _task;

    public CacheAgainstAbort(bool yields)
    {
        _task = Spawn(new TaskBody(Owner, () => RunAsync(yields), default, default));
        new TaskPoller().PollOnce(Owner.Next()!);
        Workers(1);
        Outsider("aborter", _task.Abort);
        Outsider("opener", _gate.Open);
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(1, Owner.Ends);
    }

    private async Task RunAsync(bool yields)
    {
        await _gate.PassAsync();
        if (yields)
            await CurrentTask.YieldAsync();
    }
}
