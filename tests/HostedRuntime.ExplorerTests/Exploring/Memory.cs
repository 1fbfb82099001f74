namespace HostedRuntime.Exploring;

/// <summary>
/// Total store order: each thread's stores wait in a buffer of its own, first in first out, and reach memory at any later moment.
/// </summary>
/// <remarks>
/// The moment matters only when another thread looks. So there is one decision where a thread touches a word that another's buffer
/// holds: has it seen all of those stores, some, or none. That reaches every outcome that flushes at points of their own would, with a
/// small part of the executions.
/// </remarks>
internal sealed class Memory(Execution execution)
{
    public void Store(ModelThread thread, PendingStore store)
    {
        if (execution.Limits.StoreBuffers)
            thread.Buffer.Add(store);
        else
            store.Flush();
    }

    public T Load<T>(ModelThread thread, Cell<T> cell)
    {
        for (var i = thread.Buffer.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(thread.Buffer[i].Target, cell))
                return ((CellStore<T>)thread.Buffer[i]).Value;
        }

        Settle(thread, cell);
        return cell.Value;
    }

    /// <summary>All that the thread has stored is in memory.</summary>
    public void Drain(ModelThread thread)
    {
        while (thread.Buffer.Count > 0)
        {
            // Two threads with stores to one word on their way: either may be the last.
            Settle(thread, thread.Buffer[0].Target);
            FlushFirst(thread, 1);
        }
    }

    /// <summary>Until the thread's release of the lock is in memory.</summary>
    public static void FlushRelease(ModelThread owner, ModelLock of)
        => FlushFirst(owner, owner.Buffer.FindLastIndex(store => ReferenceEquals(store.Target, of)) + 1);

    /// <summary>Enough time passed for everybody's stores. False: there were none.</summary>
    public bool DrainAll()
    {
        var any = false;
        foreach (var thread in execution.Threads)
        {
            any |= thread.Buffer.Count > 0;
            FlushFirst(thread, thread.Buffer.Count);
        }

        return any;
    }

    /// <summary>Decides how much of the others' stores to this word has arrived.</summary>
    public void Settle(ModelThread reader, object target)
    {
        foreach (var other in execution.Threads)
        {
            if (other == reader || other.Buffer.Count == 0)
                continue;
            var pending = 0;
            foreach (var store in other.Buffer)
                pending += ReferenceEquals(store.Target, target) ? 1 : 0;
            if (pending == 0)
                continue;

            var unseen = execution.ChooseUnseen(pending);
            if (unseen == pending)
            {
                execution.Note(reader, "does not see what is in the store buffer of", other.Name);
                continue;
            }

            var last = other.Buffer.Count - 1;
            for (; ; last--)
            {
                if (ReferenceEquals(other.Buffer[last].Target, target) && unseen-- == 0)
                    break;
            }

            FlushFirst(other, last + 1);
        }
    }

    private static void FlushFirst(ModelThread thread, int count)
    {
        for (var i = 0; i < count; i++)
            thread.Buffer[i].Flush();
        thread.Buffer.RemoveRange(0, count);
    }
}
