using HostedRuntime.Groups;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// One child of a scope fails while its sibling waits for ever and a third child waits for the scope's concurrency limit. A task that may
/// be aborted waits for the scope. Its wait ends only after all children have ended.
/// </summary>
internal sealed class FailingScope : TaskModel
{
    private readonly Gate _never = new();
    private readonly FormatException _error = new();
    private readonly FailFastGroup _group;
    private readonly JoinHandle[] _children;
    private readonly JoinHandle _waiting;
    private readonly bool _isAborted;
    private bool _isOver;
    private OperationCanceledException? _canceled;

    public FailingScope(bool isAborted)
    {
        _isAborted = isAborted;
        _group = new FailFastGroup(Owner, maxConcurrency: 2, name: null);
        _children =
        [
            _group.Spawn(new TaskBody(Owner, () => _never.PassInMethodAsync(), default, default)),
            _group.Spawn(new ActionTask(Owner, () => throw _error, default, default)),
            _group.Spawn(new ActionTask(Owner, static () => { }, default, default)),
        ];
        _group.Seal();
        _waiting = Spawn(new TaskBody(Owner, WaitAsync, default, default));
        Workers(2);
        if (isAborted)
            Outsider("aborter", _waiting.Abort);
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(JoinStatus.Canceled, _children[0].Status);
        // The waiting task was aborted before it started, so no task waited for the scope.
        if (_waiting.Status == JoinStatus.Canceled && !_isOver)
        {
            Assert.True(_isAborted);
            return;
        }

        Assert.True(_isOver);
        Assert.Equal(_children[1].Status == JoinStatus.Faulted ? [_error] : [], _group.Failures);
        Assert.True(_canceled is null || _isAborted);
        Assert.Throws<TaskScopeFinishedException>(() => _group.Spawn(new ActionTask(new StubTaskOwner(), static () => { }, default, default)));
    }

    private async Task WaitAsync()
    {
        _canceled = await await _group.EndAsync(Task.FromResult, CancellationToken.None);
        Assert.All(_children, static child => Assert.True(child.IsFinished));
        _isOver = true;
    }
}
