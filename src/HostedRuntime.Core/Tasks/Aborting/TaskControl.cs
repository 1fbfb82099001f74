using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// The rarely needed part of a task: its token, the link to the spawner's token, and the list of the waits of further branches. Created on
/// first need. Abort handles hold it instead of the task, so they keep no result alive.
/// </summary>
internal sealed class TaskControl(RuntimeTask task, TaskLabel label) : TaskLabel(label)
{
    /// <summary>The largest capacity of the list of waits that is kept while the list is empty. Picked by hand.</summary>
    private const int KeptCapacity = 128;

    /// <summary>The maximum number of waits that a description of the task looks at. Picked by hand.</summary>
    private const int MostLookedAt = 1000;

    /// <summary>
    /// The maximum number of waits that a description tries. If all of them end meanwhile, the task is described as having no wait here.
    /// </summary>
    private const int MostDescribed = 4;

    private readonly Lock _gate = new();
    private AtomicRef<RuntimeTask> _task = new(task);
    private AtomicRef<CancellationTokenSource> _source;
    private CancellationTokenRegistration _link;
    private AtomicLong _readyAt;

    /// <summary>The registration with the token of the runtime's stop; null if there is none. Boxed, because few tasks have one.</summary>
    private object? _stopLink;
    private HashSet<PendingWait>? _waits;

    /// <summary>The waits that no abort can end, kept for descriptions only; null if there was none.</summary>
    private HashSet<PendingWait>? _shielded;

    /// <summary>The measured times of the task; null unless the runtime measures times.</summary>
    public TaskTimes? Times { get; private set; }

    /// <summary>
    /// The span of the task; null if no listener wants one, and after the end. Set before another thread can see the task.
    /// </summary>
    public TaskSpan? Span { get; set; }

    /// <summary>
    /// When the task became ready for a poll that is timed, as a timestamp of Stopwatch. If branches become ready at the same time, one of
    /// them counts.
    /// </summary>
    public long ReadyAt
    {
        get => _readyAt.Read();
        set => _readyAt.Write(value);
    }

    /// <summary>The task while it lives; null after its end.</summary>
    public RuntimeTask? Task => _task.Read();

    /// <summary>
    /// The source of the token, created by the first call. For a racing abort see <see cref="RuntimeTask.CancellationToken"/>.
    /// </summary>
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

    /// <summary>Fires the token, if its source exists.</summary>
    /// <returns>The exception of the user's callbacks; null if none threw.</returns>
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

    /// <summary>Starts to measure times. Called before another thread can see the task.</summary>
    public void MeasureTimes() => Times = new TaskTimes();

    /// <summary>Links the task to a token of its spawner. If that token fires, the task is aborted.</summary>
    public void Link(CancellationToken ct)
        => _link = ct.UnsafeRegister(static control => ((TaskControl)control!).Task?.AbortTask(), this);

    /// <summary>
    /// Links the task to the stop of its runtime, which then aborts the task when it begins. Called once, before another thread can see the
    /// task.
    /// </summary>
    public void LinkToStop(CancellationToken stopping)
    {
        _stopLink = stopping.UnsafeRegister(
            static control =>
            {
                // If the runtime aborts already, its sweep reaches the task. A second abort would hit the cleanup.
                if (((TaskControl)control!).Task is { Owner.IsAborting: false } task)
                    task.AbortTask();
            },
            this);
        // The spawner's token may have ended the task before.
        if (Task is null)
            Unlink();
    }

    /// <summary>
    /// Aborts the task if it has to end with its runtime and the stop has not reached it yet. On return its token has fired. Called in a
    /// poll of the task, once the runtime drains.
    /// </summary>
    public void AbortForStop()
    {
        if (_stopLink is not CancellationTokenRegistration stopLink || Task is not { } task)
            return;
        // Either this call removes the registration, or its callback runs. Only one of the two aborts, so the cleanup meets no second
        // abort.
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

    /// <summary>Removes the references and registrations through which the task can be reached. Called at the end of the task.</summary>
    public void Unlink()
    {
        _task.Write(null);
        _link.Unregister();
        if (_stopLink is CancellationTokenRegistration stopLink)
            stopLink.Unregister();
    }

    /// <summary>True if this object has a pending wait, or a wait that has just ended. Any thread.</summary>
    public bool HasWaits
    {
        get
        {
            using (_gate.Hold())
                return _waits is { Count: > 0 } || _shielded is { Count: > 0 };
        }
    }

    public void AddWait(PendingWait wait)
    {
        using (_gate.Hold())
            (_waits ??= []).Add(wait);
        // Pairs with TaskStateBits.RequestAbort: either the sweep finds the wait here, or the wait finds the request.
        Fence.Full();
    }

    /// <summary>Removes a wait, in constant time.</summary>
    /// <returns>True if the wait was there; otherwise an abort took it.</returns>
    public bool RemoveWait(PendingWait wait)
    {
        using (_gate.Hold())
        {
            if (_waits?.Remove(wait) != true)
                return false;
            // Does not keep memory for thousands of former branches for the life of the task.
            if (_waits.Count == 0 && _waits.Capacity > KeptCapacity)
                _waits = null;
            return true;
        }
    }

    /// <summary>Adds a wait that no abort can end, for descriptions.</summary>
    public void Show(PendingWait shielded)
    {
        using (_gate.Hold())
            (_shielded ??= []).Add(shielded);
    }

    /// <summary>Removes a wait that <see cref="Show"/> added.</summary>
    public void Hide(PendingWait shielded)
    {
        using (_gate.Hold())
            _shielded?.Remove(shielded);
    }

    /// <summary>Describes the waits of the task, including those in this object.</summary>
    /// <param name="first">The text of the wait in the first place; null if there is none.</param>
    /// <returns>The text of one wait, and how many more there are; null if there is no wait.</returns>
    public string? DescribeWaits(string? first)
    {
        // If a wait ends while it is described, another one is tried. That wait may end too, so the number of attempts is limited.
        for (var attempt = 0; attempt < MostDescribed; attempt++)
        {
            var (wait, count) = CountWaits();
            if (wait is null)
                return first;
            if (first is null)
            {
                first = wait.Look()?.Text;
                // If the wait has left the list, its text may belong to another task that uses it by now.
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

    /// <summary>Adds a description of each pending wait in this object, up to <see cref="MostLookedAt"/> of each kind.</summary>
    public void LookAtWaits(List<WaitView> into)
    {
        var waits = new List<PendingWait>();
        AddWaitsTo(waits);
        foreach (var wait in waits)
        {
            // A wait that has left the list may be used by another task by now.
            if (wait.Look() is { } view && IsHere(wait))
                into.Add(view);
        }
    }

    /// <summary>Adds the pending waits in this object to a list, no more than <see cref="MostLookedAt"/> of each kind.</summary>
    public void AddWaitsTo(List<PendingWait> waits)
    {
        using (_gate.Hold())
        {
            Add(_waits, waits);
            Add(_shielded, waits);
        }

        static void Add(HashSet<PendingWait>? from, List<PendingWait> to)
        {
            if (from is not null)
                to.AddRange(from.Take(MostLookedAt).Where(static wait => !wait.IsDecided));
        }
    }

    /// <summary>Removes the pending waits of branches that have not seen the abort with this number, and adds them to a list.</summary>
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

    /// <summary>
    /// Counts the pending waits. Looks at no more than <see cref="MostLookedAt"/>, so that the gate is held for a short time only, and
    /// counts the others as pending.
    /// </summary>
    /// <returns>
    /// A pending wait, or null if there is none, and the number of waits. The caller describes the wait without the gate, because that
    /// calls a primitive.
    /// </returns>
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
