using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// What a task waits for in our primitives, so that an abort can reach it: one wait as a rule, in place; those of further branches
/// stand in the task's <see cref="TaskControl"/>.
/// </summary>
internal struct PendingWaits
{
    private Waiter? _one;

    /// <summary>A full fence: pairs with TaskWord.RequestAbort. Either the sweep finds the wait here, or the wait finds the request.</summary>
    public void Add(Waiter waiter, RuntimeTask task)
    {
        if (Interlocked.CompareExchange(ref _one, waiter, null) is not null)
            task.Control.AddWait(waiter);
    }

    /// <summary>False: an abort took the waiter and may still hold it.</summary>
    public bool Remove(Waiter waiter, TaskControl? control)
        => ReferenceEquals(Interlocked.CompareExchange(ref _one, null, waiter), waiter) || control?.RemoveWait(waiter) == true;

    /// <summary>Takes out all waits and decides them as aborted; returns those whose decision could still be made.</summary>
    public List<Waiter> TakeAborted(TaskControl? control)
    {
        var aborted = new List<Waiter>();
        if (Interlocked.Exchange(ref _one, null) is { } one)
            aborted.Add(one);
        if (control is not null)
            aborted.AddRange(control.TakeWaits());
        aborted.RemoveAll(static wait => !wait.TryDecide(WaitDecision.Aborted));
        return aborted;
    }
}
