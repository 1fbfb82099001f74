using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// Branches of one body pass one gate after another, so that each cached wait is reused while waits of the other branch come and go. The
/// body is aborted once. No branch is aborted twice. At least one wait is aborted, because nothing else ends the last wait.
/// </summary>
internal sealed class CachingBranches : TaskModel
{
    private readonly Gate[] _gates = [new(), new(), new()];
    private readonly Gate _never = new();
    private readonly JoinHandle _task;
    private readonly int[] _canceled = new int[2];
    private bool _started;

    public CachingBranches()
    {
        _task = Spawn(new TaskBody(Owner, RunAsync, default, default));
        Workers(2);
        Outsider("aborter", _task.Abort);
        Outsider("opener", () =>
        {
            foreach (var gate in _gates)
                gate.Open();
        });
    }

    public override void Check()
    {
        base.Check();
        Assert.All(_canceled, static times => Assert.InRange(times, 0, 1));
        Assert.Equal(_started ? JoinStatus.Completed : JoinStatus.Canceled, _task.Status);
    }

    private async Task RunAsync()
    {
        _started = true;
        await Task.WhenAll(BranchAsync(0, _gates[0], _gates[1]), BranchAsync(1, _gates[2], _gates[2]));
        if (_canceled.Sum() > 0)
            return;
        try
        {
            await _never.PassAsync();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task BranchAsync(int branch, params Gate[] gates)
    {
        foreach (var gate in gates)
        {
            try
            {
                await gate.PassAndLeaveAsync();
            }
            catch (OperationCanceledException)
            {
                _canceled[branch]++;
            }
        }
    }
}
