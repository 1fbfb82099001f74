namespace HostedRuntime.Blocking;

/// <summary>
/// The queue of blocking tasks that wait for a thread, first in, first out. Caller holds the lock of the pool, for each member.
/// </summary>
/// <remarks>
/// An aborted task leaves the queue at once, wherever it is. Its <see cref="RuntimeTask.OwnedIndex"/> is its index in the ring.
/// </remarks>
internal sealed class BlockingQueue
{
    /// <summary>The length is a power of two. An element is null if its task has left out of turn.</summary>
    private RuntimeTask?[] _ring = new RuntimeTask?[16];

    // Positions, not indexes: they only grow, and wrap. Their difference is the used length, gaps included.
    private uint _head;
    private uint _tail;

    public int Count { get; private set; }

    public void Enqueue(RuntimeTask task)
    {
        if (_tail - _head == _ring.Length)
            MakeRoom();
        Put(task);
        Count++;
    }

    /// <summary>Takes the task that has waited longest, or null.</summary>
    public RuntimeTask? Dequeue()
    {
        while (_head != _tail)
        {
            var index = IndexOf(_head++);
            if (_ring[index] is not { } task)
                continue;
            TakeOut(task);
            return task;
        }

        return null;
    }

    /// <summary>Removes a task.</summary>
    /// <returns>True if it was in the queue; otherwise false.</returns>
    public bool Remove(RuntimeTask task)
    {
        if (task.OwnedIndex < 0)
            return false;
        TakeOut(task);
        if (Count == 0)
            _head = _tail;
        return true;
    }

    private void Put(RuntimeTask task)
    {
        task.OwnedIndex = IndexOf(_tail++);
        _ring[task.OwnedIndex] = task;
    }

    private void TakeOut(RuntimeTask task)
    {
        _ring[task.OwnedIndex] = null;
        task.OwnedIndex = -1;
        Count--;
    }

    /// <summary>
    /// Closes the gaps, and doubles the ring unless at least half of it is gaps. So the average cost of a task is constant, whichever tasks
    /// leave.
    /// </summary>
    private void MakeRoom()
    {
        var (old, from, to) = (_ring, _head, _tail);
        _ring = new RuntimeTask?[Count > old.Length / 2 ? old.Length * 2 : old.Length];
        (_head, _tail) = (0, 0);
        for (var position = from; position != to; position++)
        {
            if (old[(int)(position & (uint)(old.Length - 1))] is { } task)
                Put(task);
        }
    }

    private int IndexOf(uint position) => (int)(position & (uint)(_ring.Length - 1));
}
