using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A child runtime ends while one of its tasks spawns a second task into it, and while the first task may be aborted. Both tasks wait for
/// ever, so a task that is neither refused nor aborted causes a deadlock. Once the child runtime has ended, no body of its tasks runs or
/// begins.
/// </summary>
internal sealed class EndedChild : TaskModel
{
    private readonly TaskOwner _childOwner;
    private readonly Gate _never = new();
    private readonly JoinHandle _parent;
    private JoinHandle? _child;
    private int _inside;
    private int _insideAtEnd;
    private bool _hasEnded;
    private bool _beganLate;

    /// <param name="isLeaky">True for the variant that is broken on purpose.</param>
    /// <param name="workers">The number of threads that poll.</param>
    /// <param name="isAborted">Whether the task that spawns is aborted meanwhile.</param>
    public EndedChild(bool isLeaky, int workers, bool isAborted)
    {
        var real = isLeaky ? null : (ChildOwner)IOwningHandle.OwnerOf(new ChildRuntime(new ModelHandle(Owner)));
        var leaky = isLeaky ? new ChildOwnerWithoutCount(Owner) : null;
        _childOwner = (TaskOwner?)real ?? leaky!;
        _parent = Spawned(new TaskBody(_childOwner, ParentAsync, default, default));

        Workers(workers);
        Outsider("ender", () =>
        {
            var ended = real?.End() ?? leaky!.End();
            Until("for the end of the child runtime", () => ended.IsCompleted);
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
        if (_childOwner is ChildOwner owner)
            Assert.Equal(0, owner.Count);
    }

    private TTask Spawned<TTask>(TTask task) where TTask : RuntimeTask
    {
        _childOwner.TryAdmit(task);
        return task;
    }

    private async Task ParentAsync()
    {
        _beganLate |= _hasEnded;
        _inside++;
        try
        {
            _child = Spawned(new TaskBody(_childOwner, ChildAsync, default, default));
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
