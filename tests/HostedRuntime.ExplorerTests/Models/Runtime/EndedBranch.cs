using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A branch is ended while one of its tasks spawns another into it, and while that task is aborted. Both wait for what never comes, so one
/// that is neither refused nor aborted is a deadlock; and when the branch says that it has ended, no body of its tasks runs, nor begins to.
/// </summary>
internal sealed class EndedBranch : TaskModel
{
    private readonly TaskOwner _branch;
    private readonly Gate _never = new();
    private readonly JoinHandle _parent;
    private JoinHandle? _child;
    private int _inside;
    private int _insideAtEnd;
    private bool _hasEnded;
    private bool _beganLate;

    /// <param name="isLeaky">True: the variant that is broken on purpose.</param>
    /// <param name="workers">How many threads poll.</param>
    /// <param name="isAborted">Whether the task that spawns is aborted meanwhile.</param>
    public EndedBranch(bool isLeaky, int workers, bool isAborted)
    {
        var real = isLeaky ? null : (ChildOwner)IOwningHandle.OwnerOf(new ChildRuntime(new ModelHandle(Owner)));
        var leaky = isLeaky ? new ChildOwnerWithoutCount(Owner) : null;
        _branch = (TaskOwner?)real ?? leaky!;
        _parent = Spawned(new TaskBody(_branch, ParentAsync, default, default));

        Workers(workers);
        Outsider("ender", () =>
        {
            var ended = real?.End() ?? leaky!.End();
            Until("for the end of the branch", () => ended.IsCompleted);
            (_hasEnded, _insideAtEnd) = (true, _inside);
        });
        if (isAborted)
            Outsider("aborter", _parent.Abort);
    }

    public override void Check()
    {
        base.Check();
        Assert.True(_hasEnded);
        Assert.Equal((0, 0, false), (_insideAtEnd, _inside, _beganLate));
        Assert.True(_parent.IsFinished && _child is null or { IsFinished: true });
        if (_branch is ChildOwner branch)
            Assert.Equal(0, branch.Count);
    }

    private TTask Spawned<TTask>(TTask task) where TTask : RuntimeTask
    {
        _branch.TryAdmit(task);
        return task;
    }

    private async Task ParentAsync()
    {
        _beganLate |= _hasEnded;
        _inside++;
        try
        {
            _child = Spawned(new TaskBody(_branch, ChildAsync, default, default));
            await _never.PassAsync();
        }
        finally
        {
            _inside--;
        }
    }

    private async Task ChildAsync()
    {
        _beganLate |= _hasEnded;
        _inside++;
        try
        {
            await _never.PassAsync();
        }
        finally
        {
            _inside--;
        }
    }
}
