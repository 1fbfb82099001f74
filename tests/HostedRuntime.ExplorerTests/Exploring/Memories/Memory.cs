namespace HostedRuntime.Exploring;

/// <summary>
/// Models total store order. Each thread has a store buffer, first in, first out, and its stores reach memory at any later moment.
/// </summary>
/// <remarks>
/// The moment matters only when another thread looks. So there is one decision when a thread uses a field for which another thread's buffer
/// holds stores: it sees all, some or none. This reaches every outcome that separate flush points would reach, with a small part of the
/// executions.
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

    /// <summary>Brings all stores of the thread to memory.</summary>
    public void Drain(ModelThread thread)
    {
        while (thread.Buffer.Count > 0)
        {
            // If two threads have pending stores to one field, either store may be the last.
            Settle(thread, thread.Buffer[0].Target);
            FlushFirst(thread, 1);
        }
    }

    /// <summary>Brings the owner's stores to memory, up to its release of the lock.</summary>
    public static void FlushRelease(ModelThread owner, ModelLock of)
        => FlushFirst(owner, owner.Buffer.FindLastIndex(store => ReferenceEquals(store.Target, of)) + 1);

    /// <summary>Brings the stores of all threads to memory, as if enough time had passed.</summary>
    /// <returns>True if there were any; otherwise false.</returns>
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

    /// <summary>Decides how many of the other threads' stores to this target have reached memory.</summary>
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
