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

    /// <summary>So many waits are looked at for those who ask what the task waits for. Picked by hand.</summary>
    private const int MostLookedAt = 1000;

    /// <summary>So many waits are described before the task counts as one that goes on.</summary>
    private const int MostDescribed = 4;

    private readonly Lock _gate = new();
    private AtomicRef<RuntimeTask> _task = new(task);
    private AtomicRef<CancellationTokenSource> _source;
    private CancellationTokenRegistration _link;

    /// <summary>The registration with the token of the runtime's stop, boxed, because few tasks have one; otherwise null.</summary>
    private object? _stopLink;
    private HashSet<PendingWait>? _waits;

    /// <summary>Waits that no abort can end, kept for people only; null if there was none.</summary>
    private HashSet<PendingWait>? _shielded;

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

    /// <summary>
    /// Aborts the task if it is to end with its runtime and the stop has not reached it yet. On return its token has fired. Called in a poll of the task,
    /// once the runtime drains.
    /// </summary>
    public void AbortForStop()
    {
        if (_stopLink is not CancellationTokenRegistration stopLink || Task is not { } task)
            return;
        // Either this call takes the registration out, or its callback runs. One of the two aborts, so the cleanup meets no second abort.
        if (stopLink.Unregister())
        {
            if (!task.Owner.IsAborting)
                task.AbortTask();
            return;
        }

        // The callback has begun on another thread. It runs no code of users before it fires the token.
        var spin = new SpinWait();
        while (!task.Owner.IsAborting && _source.Read() is { IsCancellationRequested: false })
            Uninterrupted.SpinOnce(ref spin);
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

    /// <summary>Notes a wait that no abort can end.</summary>
    public void Show(PendingWait shielded)
    {
        using (_gate.Hold())
            (_shielded ??= []).Add(shielded);
    }

    /// <summary>Takes such a wait out.</summary>
    public void Hide(PendingWait shielded)
    {
        using (_gate.Hold())
            _shielded?.Remove(shielded);
    }

    /// <summary>Adds to what the task waits for the waits that stand here.</summary>
    /// <param name="first">What the wait in the first place says; null if there is none.</param>
    /// <returns>The first wait, and how many more there are; null if there is none at all.</returns>
    public string? DescribeWaits(string? first)
    {
        // A wait that ends while it is described leaves the text to another one. The waits may go on ending: no more than a few are tried.
        for (var attempt = 0; attempt < MostDescribed; attempt++)
        {
            var (wait, count) = CountWaits();
            if (wait is null)
                return first;
            if (first is null)
            {
                first = wait.Describe();
                // A wait that has left the list may be used by another task.
                if (first is null || !IsHere(wait))
                {
                    first = null;
                    continue;
                }

                count--;
            }

            return count switch
            {
                0 => first,
                1 => $"{first}; and 1 more wait",
                _ => $"{first}; and {count} more waits",
            };
        }

        return first;
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

    /// <summary>Counts what is waited for. The gate is not held for longer than it takes to look at some: those above <see cref="MostLookedAt"/> count unseen.</summary>
    /// <returns>A wait that is not over, to be described without the gate, which primitives must not meet; null if there is none.</returns>
    private (PendingWait? First, int Count) CountWaits()
    {
        using (_gate.Hold())
        {
            PendingWait? first = null;
            var count = Count(_waits, ref first) + Count(_shielded, ref first);
            return (first, count);
        }

        static int Count(HashSet<PendingWait>? waits, ref PendingWait? first)
        {
            if (waits is null)
                return 0;
            var count = Math.Max(0, waits.Count - MostLookedAt);
            foreach (var wait in waits.Take(MostLookedAt).Where(static wait => !wait.IsDecided))
            {
                first ??= wait;
                count++;
            }

            return count;
        }
    }

    private bool IsHere(PendingWait wait)
    {
        using (_gate.Hold())
            return _waits?.Contains(wait) == true || _shielded?.Contains(wait) == true;
    }
}
