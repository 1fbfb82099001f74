using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>
/// An owner with the fault that <see cref="ChildOwner"/> must not have. It checks whether it is closed before it adds the task, and not in
/// the same step.
/// </summary>
internal sealed class ChildOwnerWithoutCount(TaskOwner inner) : StubTaskOwner
{
    private readonly List<RuntimeTask> _tasks = [];
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AtomicBool _isClosed;

    public Task End()
    {
        _isClosed.Write(true);
        RuntimeTask[] tasks;
        lock (_tasks)
        {
            tasks = [.. _tasks];
            CompleteIfEmpty();
        }

        foreach (var task in tasks)
            task.AbortTask();
        return _empty.Task;
    }

    public override bool TryAdmit(RuntimeTask task)
    {
        if (_isClosed.Read())
        {
            inner.Refuse(task);
            return false;
        }

        lock (_tasks)
            _tasks.Add(task);
        return inner.TryAdmit(task);
    }

    public override void Schedule(RuntimeTask task) => inner.Schedule(task);

    public override void ScheduleLast(RuntimeTask task, ThreadContext here) => inner.ScheduleLast(task, here);

    public override void Register(RuntimeTask task) => inner.Register(task);

    public override void Release(RuntimeTask task, bool registered)
    {
        inner.Release(task, registered);
        lock (_tasks)
        {
            _tasks.Remove(task);
            CompleteIfEmpty();
        }
    }

    public override void CountEnd(RuntimeTask task) => inner.CountEnd(task);

    private void CompleteIfEmpty()
    {
        if (_isClosed.ReadOwn() && _tasks.Count == 0)
            _empty.TrySetResult();
    }
}
