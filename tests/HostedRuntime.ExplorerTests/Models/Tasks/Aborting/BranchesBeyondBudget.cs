using HostedRuntime.Exploring;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// Two branches of one body, in polls whose budget is spent, each pass a gate and then wait for ever. The body is aborted once after both
/// have begun. The abort reaches each branch once, wherever it is at that moment, and does not reach its cleanup.
/// </summary>
internal sealed class BranchesBeyondBudget : TaskModel
{
    private const int Branches = 2;

    private readonly Gate _gate = new();
    private readonly Gate _never = new();
    private readonly Gate _cleanup = new();
    private readonly JoinHandle _task;
    private readonly int[] _felt = new int[Branches];
    private int _begun;
    private int _cleanups;

    /// <param name="isOpen">
    /// True if the gate is open from the start, so that passing it is only deferred. False if it is opened at the time of the abort.
    /// </param>
    /// <param name="workers">The number of threads that poll.</param>
    public BranchesBeyondBudget(bool isOpen, int workers)
    {
        _cleanup.Open();
        if (isOpen)
            _gate.Open();
        _task = Spawn(new TaskBody(Owner, RunAsync, default, default));
        // After this poll both branches wait. A poll that begins before the task has a second branch does not know its method:
        // docs/design/tasks/abort.md.
        if (!isOpen)
            new TaskPoller(budget: 0).PollOnce(Owner.Next()!);
        Workers(workers, budget: 0);
        Outsider("aborter", () =>
        {
            ModelThread.Current!.Execution.WaitFor(ModelThread.Current, "for the branches to begin", () => _begun == Branches);
            _task.Abort();
        });
        if (!isOpen)
            Outsider("opener", _gate.Open);
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(JoinStatus.Completed, _task.Status);
        Assert.Equal(Branches, _cleanups);
        Assert.All(_felt, static times => Assert.Equal(1, times));
    }

    private async Task RunAsync() => await Task.WhenAll(BranchAsync(0), BranchAsync(1));

    private async Task BranchAsync(int branch)
    {
        try
        {
            var passed = _gate.PassAsync();
            _begun++;
            _gate.Leave(await passed);
            await _never.PassAsync();
        }
        catch (OperationCanceledException)
        {
            _felt[branch]++;
        }

        _cleanup.Leave(await _cleanup.PassAsync());
        _cleanups++;
    }
}
