using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// The abort list of a task: its pending waits in our primitives, which an abort has to end. Usually there is one wait, in the first place.
/// The waits of further branches are in the task's <see cref="TaskControl"/>.
/// </summary>
internal struct PendingWaits
{
    private AtomicRef<PendingWait> _one;

    /// <summary>Describes what the task waits for: one of its waits, and how many more there are. Any thread.</summary>
    /// <returns>The text; null if the task waits in none of our primitives.</returns>
    public readonly string? Describe(TaskControl? control)
    {
        var first = LookAtFirst()?.Text;
        return control is null ? first : control.DescribeWaits(first);
    }

    /// <summary>Adds a description of each pending wait, as far as it is one while it is described. Any thread.</summary>
    public readonly void Look(TaskControl? control, List<WaitView> into)
    {
        if (LookAtFirst() is { } first)
            into.Add(first);
        control?.LookAtWaits(into);
    }

    /// <summary>Returns whether the task waits in one of our primitives at this moment. Any thread.</summary>
    public readonly bool Any(TaskControl? control) => _one.Read() is { IsDecided: false } || control?.HasWaits == true;

    /// <summary>Adds the pending waits to a list, a limited number. Any thread.</summary>
    public readonly void AddTo(List<PendingWait> waits, TaskControl? control)
    {
        if (_one.Read() is { IsDecided: false } one)
            waits.Add(one);
        control?.AddWaitsTo(waits);
    }

    private readonly WaitView? LookAtFirst()
    {
        var one = _one.Read();
        var first = one?.Look();
        // A wait that has left this place may be used by another task. It leaves before it can be pooled.
        return ReferenceEquals(_one.Read(), one) ? first : null;
    }

    /// <summary>
    /// Adds a wait. A decided wait in the first place is only cached there, and is replaced. A full fence, which pairs with
    /// TaskStateBits.RequestAbort: either the sweep finds the wait here, or the wait finds the request.
    /// </summary>
    public void Add(PendingWait wait, RuntimeTask task)
    {
        var seen = _one.Read();
        if (seen is { IsDecided: false } || !ReferenceEquals(_one.CompareExchange(wait, seen), seen))
        {
            task.AddBranch(wait);
        }
        else if (seen is not null)
        {
            // The old wait was reused before it was replaced, so it is pending again and has to stay in the list. If it is reused after
            // that, its user does not find it in the first place and adds it itself. Full fences on both sides guarantee that at least
            // one of the two happens. If both happen, they add the same wait to the same set.
            if (!seen.IsDecided)
                task.PutBack(seen);
            else if (!seen.OnEvicted())
                task.MarkBranched();
        }
    }

    /// <summary>
    /// The wait in the first place, pending or cached. The user of a cached wait reads it after the full fence of Reopen, which pairs with
    /// the one of <see cref="Add"/>.
    /// </summary>
    public readonly PendingWait? First => _one.Read();

    /// <summary>Returns whether the async method with that .NET Task goes on after the wait in the first place.</summary>
    public readonly bool Continues(Task body, RuntimeTask task) => _one.Read()?.Continues(body, task) == true;

    /// <summary>Removes a wait.</summary>
    /// <returns>True if it was in the list; false if an abort took it, which may still hold it.</returns>
    public bool Remove(PendingWait wait, TaskControl? control)
        => ReferenceEquals(_one.CompareExchange(null, wait), wait) || control?.RemoveWait(wait) == true;

    /// <summary>
    /// Removes a decided wait that is never pooled. In the first place it stays until the next wait overwrites it, which saves a
    /// compare-exchange for each join.
    /// </summary>
    public readonly void Forget(PendingWait wait, TaskControl? control)
    {
        if (!ReferenceEquals(_one.Read(), wait))
            control?.RemoveWait(wait);
    }

    /// <summary>Returns a cached wait to the pool. Called at the end of the task.</summary>
    public void Retire()
    {
        if (_one.Read() is { IsDecided: true } wait && ReferenceEquals(_one.CompareExchange(null, wait), wait))
            wait.OnEvicted();
    }

    /// <summary>
    /// Removes the waits of branches that have not seen this abort, and decides them as aborted. Called after the full fence of the
    /// request.
    /// </summary>
    /// <param name="task">The task whose waits these are.</param>
    /// <param name="control">The object with the waits of further branches, or null.</param>
    /// <param name="number">The number of this abort in its task.</param>
    /// <returns>The waits that this call has decided.</returns>
    public List<PendingWait> TakeAborted(RuntimeTask task, TaskControl? control, ushort number)
    {
        var aborted = new List<PendingWait>();
        if (_one.Read() is { IsDecided: false } one && ReferenceEquals(_one.CompareExchange(null, one), one))
        {
            // Only a wait that was removed from the list belongs to this thread. Before that it may have ended, been pooled, and been used
            // again by a branch that has seen this abort.
            if (one.AbortsSeen != number)
                aborted.Add(one);
            else
                task.PutBack(one);
        }

        control?.TakeWaits(number, aborted);
        aborted.RemoveAll(wait => !TryAbort(wait, number));
        return aborted;
    }

    /// <summary>Decides a wait as aborted. The caller has removed it from the list, or has just begun it.</summary>
    public static bool TryAbort(PendingWait wait, ushort number)
    {
        if (!wait.TryDecide(WaitDecision.Aborted))
            return false;
        wait.AbortsSeen = number;
        return true;
    }
}
