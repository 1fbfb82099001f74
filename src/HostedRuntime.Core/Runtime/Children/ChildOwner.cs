using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Owns the tasks of a child runtime. Keeps each task in a set from its spawn to its end, and passes every call on to the runtime. One lock
/// guards the set and whether it is closed. So <see cref="End"/> aborts each task that was not refused.
/// </summary>
internal sealed class ChildOwner : TaskOwner
{
    private readonly TaskOwner _inner;
    private readonly HashSet<RuntimeTask> _tasks = new(ReferenceEqualityComparer.Instance);

    // Asynchronous continuations, because the end of a task completes it on that task's thread.
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StopSignal _stopping = new();

    /// <summary>
    /// The registration with the runtime's stop, from the first request for the token to the end of the child runtime. After that the
    /// runtime must not keep the child runtime alive, because its plugin may be unloaded.
    /// </summary>
    private CancellationTokenRegistration _stopLink;
    private bool _isClosed;

    public ChildOwner(ChildRuntime branch, TaskOwner inner)
    {
        Branch = branch;
        _inner = inner;
        MeasuresTimes = inner.MeasuresTimes;
    }

    public ChildRuntime Branch { get; }

    public override TaskOwner Root => _inner.Root;

    public override TimeProvider TimeProvider => _inner.TimeProvider;

    public override bool IsAborting => _inner.IsAborting;

    public override CancellationToken Stopping
    {
        get
        {
            using (Holds.Hold(_tasks))
            {
                // Registered under the lock, although it may fire at once: the first caller has no token yet, so no callback of a user
                // is registered.
                if (!_isClosed && _stopLink == default)
                    _stopLink = _inner.Stopping.UnsafeRegister(static owner => ((ChildOwner)owner!).FireStopping(), this);
            }

            return _stopping.Token;
        }
    }

    public int Count
    {
        get
        {
            using (Holds.Hold(_tasks))
                return _tasks.Count;
        }
    }

    public IReadOnlyList<TaskInfo> Describe() => [.. Snapshot().Where(static task => !task.IsEnded).Select(static task => task.Describe()).OrderBy(static info => info.Id)];

    /// <summary>Closes the set and aborts the tasks in it.</summary>
    /// <returns>A task that completes when the set is empty.</returns>
    public Task End()
    {
        using (Holds.Hold(_tasks))
        {
            _isClosed = true;
            CompleteIfEmpty();
        }

        _stopLink.Unregister();
        // Outside of the lock, because both may run user callbacks, and an abort may end its task.
        FireStopping();
        foreach (var task in Snapshot())
            task.AbortTask();
        return _empty.Task;
    }

    public override bool TryAdmit(RuntimeTask task)
    {
        if (TryNote(task))
            return _inner.TryAdmit(task);
        _inner.Refuse(task);
        return false;
    }

    public override bool TryAdmitBlocking(RuntimeTask task)
    {
        if (TryNote(task))
            return _inner.TryAdmitBlocking(task);
        _inner.Refuse(task);
        return false;
    }

    public override ValueTask TakeBlockingPlaceAsync(CancellationToken ct) => _inner.TakeBlockingPlaceAsync(ct);

    /// <summary>
    /// Admits a task that has its blocking place. If the child runtime is closed, the task is aborted and not refused. The runtime takes
    /// the place back only when an admitted task has ended.
    /// </summary>
    public override bool AdmitToBlockingPlace(RuntimeTask task)
    {
        if (!TryNote(task))
            task.AbortTask();
        return _inner.AdmitToBlockingPlace(task);
    }

    /// <summary>
    /// Admits a task that starts later. If the child runtime is closed, the task is aborted and not refused. The runtime may take a
    /// blocking place for it, which the call of <see cref="Start"/> gives back.
    /// </summary>
    public override bool TryAdmitUnstarted(RuntimeTask task)
    {
        if (!TryNote(task))
            task.AbortTask();
        return _inner.TryAdmitUnstarted(task);
    }

    /// <summary>
    /// Admits the body of a BlockOn. The runtime lists the task before it is added to the set, so that an abort finds it complete.
    /// </summary>
    public override void AdmitBody(RuntimeTask task, bool isPartOfTask)
    {
        _inner.AdmitBody(task, isPartOfTask);
        if (!TryNote(task))
            task.AbortTask();
    }

    public override void Start(RuntimeTask task) => _inner.Start(task);

    public override void Refuse(RuntimeTask task) => _inner.Refuse(task);

    public override void Schedule(RuntimeTask task) => _inner.Schedule(task);

    public override void Schedule(RuntimeTask task, Resumption wait) => _inner.Schedule(task, wait);

    public override void ScheduleLast(RuntimeTask task, ThreadContext here) => _inner.ScheduleLast(task, here);

    public override void ScheduleLast(RuntimeTask task, Delegate callback, object? state, ThreadContext here) => _inner.ScheduleLast(task, callback, state, here);

    public override bool TryEnterWait() => _inner.TryEnterWait();

    public override void LeaveWait() => _inner.LeaveWait();

    public override void Register(RuntimeTask task) => _inner.Register(task);

    public override void Release(RuntimeTask task, bool registered)
    {
        _inner.Release(task, registered);
        using (Holds.Hold(_tasks))
        {
            _tasks.Remove(task);
            CompleteIfEmpty();
        }
    }

    public override void CountEnd(RuntimeTask task) => _inner.CountEnd(task);

    public override void CountBusy(long ticks) => _inner.CountBusy(ticks);

    public override void CountEscape(RuntimeTask task) => _inner.CountEscape(task);

    public override void CountLatePost() => _inner.CountLatePost();

    public override UnobservedFaults Faults => _inner.Faults;

    public override void ReportFault(RuntimeTask task, Exception exception) => _inner.ReportFault(task, exception);

    private void FireStopping()
    {
        if (_stopping.Give() && _stopping.Fire() is { } thrown)
            _inner.Faults.Report(RuntimeShutdown.StoppingCallbacks, thrown);
    }

    private bool TryNote(RuntimeTask task)
    {
        using (Holds.Hold(_tasks))
        {
            if (_isClosed)
                return false;
            _tasks.Add(task);
            // If the spawner's token has aborted the task already, it was released before it was added.
            if (task.IsEnded)
                _tasks.Remove(task);
            return true;
        }
    }

    private RuntimeTask[] Snapshot()
    {
        using (Holds.Hold(_tasks))
            return [.. _tasks];
    }

    private void CompleteIfEmpty()
    {
        if (_isClosed && _tasks.Count == 0)
            _empty.TrySetResult();
    }
}
