using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// What a task waits for in our primitives, so that an abort can reach it: one wait as a rule, in place; those of further branches
/// stand in the task's <see cref="TaskControl"/>.
/// </summary>
internal struct PendingWaits
{
    private AtomicRef<PendingWait> _one;

    /// <summary>Says for people what the task waits for: one of its waits, and how many more there are. From any thread; a moment's view.</summary>
    /// <returns>The text; null if nothing is waited for in our primitives.</returns>
    public readonly string? Describe(TaskControl? control)
    {
        var one = _one.Read();
        var first = one?.Describe();
        // A wait that has left this place may be used by another task. It leaves before it can be pooled.
        if (first is not null && !ReferenceEquals(_one.Read(), one))
            first = null;
        return control is null ? first : control.DescribeWaits(first);
    }

    /// <summary>
    /// A full fence: pairs with TaskWord.RequestAbort. Either the sweep finds the wait here, or the wait finds the request.
    /// What stands there decided is replaced: it is over, and stands there to be used again.
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
            // Its branch used it again before it was replaced. After it was, that branch finds it gone: one of the two sees the other.
            if (!seen.IsDecided)
                task.PutBack(seen);
            else if (!seen.OnEvicted())
                task.MarkBranched();
        }
    }

    /// <summary>
    /// What stands in place, over or not. For a wait there that was opened again it is read after the full fence of that, which pairs like that of
    /// <see cref="Add"/>.
    /// </summary>
    public readonly PendingWait? First => _one.Read();

    /// <summary>True while the wait in place is one that the method itself awaits.</summary>
    public readonly bool Continue(Task body, RuntimeTask task) => _one.Read()?.Continues(body, task) == true;

    /// <summary>False: an abort took the wait and may still hold it.</summary>
    public bool Remove(PendingWait wait, TaskControl? control)
        => ReferenceEquals(_one.CompareExchange(null, wait), wait) || control?.RemoveWait(wait) == true;

    /// <summary>A decided wait leaves; in place it stays until the next one comes, which saves a compare-exchange for each join.</summary>
    public readonly void Forget(PendingWait wait, TaskControl? control)
    {
        if (!ReferenceEquals(_one.Read(), wait))
            control?.RemoveWait(wait);
    }

    /// <summary>The task has ended: what rests here is of use elsewhere.</summary>
    public void Retire()
    {
        if (_one.Read() is { IsDecided: true } wait && wait.CanRest && ReferenceEquals(_one.CompareExchange(null, wait), wait))
            wait.OnEvicted();
    }

    /// <summary>
    /// Takes out the waits of branches that have not felt this abort, and decides them as aborted. After the full fence of the request.
    /// </summary>
    /// <param name="task">The task whose waits these are.</param>
    /// <param name="control">The place of the waits of further branches, if there is one.</param>
    /// <param name="number">The abort, as the task counts them.</param>
    /// <returns>The waits whose decision could still be made.</returns>
    public List<PendingWait> TakeAborted(RuntimeTask task, TaskControl? control, ushort number)
    {
        var aborted = new List<PendingWait>();
        if (_one.Read() is { IsDecided: false } one && ReferenceEquals(_one.CompareExchange(null, one), one))
        {
            // Only a wait that is out of the list is nobody else's: before that it may have ended, been pooled, and been used again by a branch that has felt
            // this abort.
            if (one.AbortsSeen != number)
                aborted.Add(one);
            else
                task.PutBack(one);
        }

        control?.TakeWaits(number, aborted);
        aborted.RemoveAll(wait => !TryAbort(wait, number));
        return aborted;
    }

    /// <summary>Decides a wait as aborted that the caller has taken out of the list, or has just begun.</summary>
    public static bool TryAbort(PendingWait wait, ushort number)
    {
        if (!wait.TryDecide(WaitDecision.Aborted))
            return false;
        wait.AbortsSeen = number;
        return true;
    }
}
