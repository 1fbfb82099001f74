using HostedRuntime.Groups;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// Tracked tasks end while the tracker is closed and a task waits for it. The tracker may be reopened and closed again, and one more task
/// may be added after the last close. The wait completes, but only after a close and after the end of the first tasks.
/// </summary>
internal sealed class ClosedTracker : TaskModel
{
    private readonly PendingTaskCounter _count = new();
    private readonly JoinHandle[] _tasks;
    private readonly bool _isReopened;
    private bool _isOver;

    public ClosedTracker(int tasks, bool isLateOneAdded, bool isReopened = false)
    {
        _isReopened = isReopened;
        _tasks = [.. Enumerable.Range(0, tasks).Select(_ => Spawn(new ActionTask(Owner, static () => { }, default, default)))];
        foreach (var task in _tasks)
            _count.Add(task);
        Spawn(new TaskBody(Owner, WaitAsync, default, default));
        Workers(2);
        Outsider("closer", () =>
        {
            Assert.True(_count.Close());
            if (isReopened)
                Assert.True(_count.Reopen() && _count.Close());
            if (isLateOneAdded)
                _count.Add(Spawn(new ActionTask(Owner, static () => { }, default, default)));
        });
    }

    public override void Check()
    {
        base.Check();
        Assert.True(_isOver);
        Assert.Equal((0, true), (_count.Count, _count.IsClosed));
    }

    private async Task WaitAsync()
    {
        await _count.WaitAsync(CancellationToken.None);
        Assert.True(_isReopened || _count.IsClosed);
        Assert.All(_tasks, static task => Assert.True(task.IsFinished));
        _isOver = true;
    }
}
