using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// The last wait of a body goes to its rest, with the poll or with the end of the task, while an abort has taken it out of the task's list and is about to decide
/// it: it is over, and must not be made ready for a next use before the abort has seen that.
/// </summary>
internal sealed class RestAgainstAbort : TaskModel
{
    private readonly Gate _gate = new();
    private readonly JoinHandle _task;

    public RestAgainstAbort(bool yields)
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
