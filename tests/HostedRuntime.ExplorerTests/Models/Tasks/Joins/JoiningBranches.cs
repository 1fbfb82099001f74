using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// Two branches of one body join several tasks in turn, so that each branch reuses its wait while waits of the other come and go. The body
/// is aborted once. No branch is aborted twice. At least one wait is aborted, because nothing else ends the last wait.
/// </summary>
internal sealed class JoiningBranches : TaskModel
{
    private readonly Gate _never = new();
    private readonly JoinHandle _task;
    private readonly int[] _cancelled = new int[2];
    private bool _started;

    public JoiningBranches()
    {
        JoinHandle[] joined = [.. Enumerable.Range(0, 3).Select(_ => Spawn(new ActionTask(Owner, static () => { }, default, default)))];
        _task = Spawn(new TaskBody(Owner, () => RunAsync(joined), default, default));
        Workers(2);
        Outsider("aborter", _task.Abort);
    }

    public override void Check()
    {
        base.Check();
        Assert.All(_cancelled, static times => Assert.InRange(times, 0, 1));
        Assert.Equal(_started ? JoinStatus.Completed : JoinStatus.Canceled, _task.Status);
    }

    private async Task RunAsync(JoinHandle[] joined)
    {
        _started = true;
        await Task.WhenAll(BranchAsync(0, joined[0], joined[1]), BranchAsync(1, joined[1], joined[2]));
        if (_cancelled.Sum() > 0)
            return;
        try
        {
            await _never.PassAsync();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task BranchAsync(int branch, JoinHandle first, JoinHandle second)
    {
        foreach (var handle in (JoinHandle[])[first, second])
        {
            try
            {
                await handle;
            }
            catch (OperationCanceledException)
            {
                _cancelled[branch]++;
            }
        }
    }
}
