using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>
/// Two branches of a suspended task are resumed at the same time, and a callback is posted to it. Its body ends in the first or the last of
/// these.
/// </summary>
internal sealed class BranchesResume : TaskModel
{
    private const int Resumes = 3;

    private readonly TaskCompletionSource _end = new();
    private readonly CountingJoiner _joiner = new();
    private readonly int[] _runs = new int[Resumes];
    private readonly int _endsAfter;
    private int _run;

    public BranchesResume(int endsAfter)
    {
        _endsAfter = endsAfter;
        var task = Spawn(new TaskBody(Owner, () => _end.Task, default, default));
        task.TryJoin(_joiner);
        new TaskPoller().PollOnce(Owner.Next()!);

        Workers(2);
        Outsider("branch 0", () => ((IWaitingTask)task).Resume(Run, 0));
        Outsider("branch 1 and post", () =>
        {
            ((IWaitingTask)task).Resume(Run, 1);
            task.Post(Run, 2);
        });
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(1, _joiner.Ends);
        Assert.All(_runs, static runs => Assert.Equal(1, runs));
    }

    private void Run(object? number)
    {
        _runs[(int)number!]++;
        if (++_run == _endsAfter)
            _end.SetResult();
    }
}
