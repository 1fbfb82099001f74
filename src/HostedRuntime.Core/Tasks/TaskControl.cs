using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// The rarely needed part of a task: its token, the link to a token of the spawner, and the place for the waits of parallel branches. Made on first
/// need. Abort handles hold it in place of the task, so they keep no result alive.
/// </summary>
internal sealed class TaskControl(RuntimeTask task, TaskLabel label) : TaskLabel(label)
{
    /// <summary>Places for waits that stay when there is no wait. Picked by hand.</summary>
    private const int KeptCapacity = 128;

    private readonly Lock _gate = new();
    private AtomicRef<RuntimeTask> _task = new(task);
    private AtomicRef<CancellationTokenSource> _source;
    private CancellationTokenRegistration _link;

    /// <summary>The registration with the token of the runtime's stop, boxed, because few tasks have one; otherwise null.</summary>
    private object? _stopLink;
    private HashSet<PendingWait>? _waits;

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

    /// <summary>
    /// Ties the task to the stop of its runtime: when that begins, the task is aborted. Called once, before the task is visible to anyone.
    /// </summary>
    public void LinkToStop(CancellationToken stopping)
    {
        _stopLink = stopping.UnsafeRegister(
            static control =>
            {
                // Once the runtime aborts, its sweep reaches the task: a second abort would hit the cleanup.
                if (((TaskControl)control!).Task is { Owner.IsAborting: false } task)
                    task.AbortTask();
            },
            this);
        // The spawner's token may have ended the task before.
        if (Task is null)
            Unlink();
    }

    /// <summary>The task ended: nothing reaches it through here any more.</summary>
    public void Unlink()
    {
        _task.Write(null);
        _link.Unregister();
        if (_stopLink is CancellationTokenRegistration stopLink)
            stopLink.Unregister();
    }

    public void AddWait(PendingWait wait)
    {
        using (_gate.Hold())
            (_waits ??= []).Add(wait);
        // Pairs with TaskWord.RequestAbort: either the sweep finds the wait here, or the wait finds the request.
        Fence.Full();
    }

    /// <summary>Takes a wait out, in a time that does not depend on how many there are.</summary>
    /// <returns>True if the wait was there; otherwise an abort took it.</returns>
    public bool RemoveWait(PendingWait wait)
    {
        using (_gate.Hold())
        {
            if (_waits?.Remove(wait) != true)
                return false;
            // Room for thousands of branches that were there once is not kept for the life of the task.
            if (_waits.Count == 0 && _waits.Capacity > KeptCapacity)
                _waits = null;
            return true;
        }
    }

    /// <summary>Takes out the waits of branches that have not felt the abort with this number.</summary>
    public void TakeWaits(ushort number, List<PendingWait> into)
    {
        using (_gate.Hold())
        {
            if (_waits is null)
                return;
            into.AddRange(_waits.Where(wait => !wait.IsDecided && wait.AbortsSeen != number));
            foreach (var wait in into)
                _waits.Remove(wait);
        }
    }
}
