using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// The rarely needed part of a task: its token, the link to a token of the spawner, and the place for the waits of parallel branches. Made on first
/// need. Abort handles hold it in place of the task, so they keep no result alive.
/// </summary>
internal sealed class TaskControl(RuntimeTask task, TaskLabel label) : TaskLabel(label)
{
    private readonly Lock _gate = new();
    private AtomicRef<RuntimeTask> _task = new(task);
    private AtomicRef<CancellationTokenSource> _source;
    private CancellationTokenRegistration _link;
    private List<PendingWait>? _waits;

    /// <summary>Null unless the runtime measures.</summary>
    public TaskTimes? Times { get; private set; }

    /// <summary>The task while it lives; null after its end.</summary>
    public RuntimeTask? Task => _task.Read();

    /// <summary>Makes the token source on the first call. A racing abort is not lost: see <see cref="RuntimeTask.CancellationToken"/>.</summary>
    public CancellationTokenSource Source
    {
        get
        {
            var source = _source.Read();
            if (source is not null)
                return source;
            source = new CancellationTokenSource();
            return _source.CompareExchange(source, null) ?? source;
        }
    }

    public bool Owns(CancellationToken ct) => _source.Read() is { } source && source.Token == ct;

    /// <summary>Fires the token, if anyone ever asked for it. What callbacks of the user throw comes back.</summary>
    public Exception? TryCancelToken()
    {
        try
        {
            _source.Read()?.Cancel();
            return null;
        }
        catch (AggregateException e)
        {
            return e.InnerExceptions.Count == 1 ? e.InnerExceptions[0] : e;
        }
    }

    /// <summary>Before the task is visible to anyone.</summary>
    public void MeasureTimes() => Times = new TaskTimes();

    /// <summary>Ties the task to a token of its spawner: when that fires, the task is aborted.</summary>
    public void Link(CancellationToken ct)
        => _link = ct.UnsafeRegister(static control => ((TaskControl)control!).Task?.AbortTask(), this);

    /// <summary>The task ended: nothing reaches it through here any more.</summary>
    public void Unlink()
    {
        _task.Write(null);
        _link.Unregister();
    }

    public bool HasUndecidedWaits
    {
        get
        {
            lock (_gate)
                return _waits?.Exists(static wait => !wait.IsDecided) == true;
        }
    }

    public void AddWait(PendingWait wait)
    {
        lock (_gate)
            (_waits ??= []).Add(wait);
        // Pairs with TaskWord.RequestAbort: either the sweep finds the wait here, or the wait finds the request.
        Fence.Full();
    }

    public bool RemoveWait(PendingWait wait)
    {
        var found = false;
        lock (_gate)
        {
            // All: where two branches meet in the list's first place, both may bring it here.
            while (_waits?.Remove(wait) == true)
                found = true;
        }

        return found;
    }

    public PendingWait[] TakeWaits()
    {
        lock (_gate)
        {
            if (_waits is not { Count: > 0 })
                return [];
            var waits = _waits.ToArray();
            _waits.Clear();
            return waits;
        }
    }
}
