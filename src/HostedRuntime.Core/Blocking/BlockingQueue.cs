namespace HostedRuntime.Blocking;

/// <summary>
/// Blocking tasks that wait for a thread, first in first out. One that is aborted leaves at once, wherever it stands: its
/// <see cref="RuntimeTask.OwnedIndex"/> is its place in the ring. Each member is called under the pool's lock.
/// </summary>
internal sealed class BlockingQueue
{
    /// <summary>A power of two; null where a task has left out of turn.</summary>
    private RuntimeTask?[] _ring = new RuntimeTask?[16];

    // Positions, not indexes: they only grow, and wrap; the difference is the room taken, gaps included.
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

    /// <summary>The longest waiting, or null.</summary>
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

    /// <summary>False when it does not wait here, or not any more.</summary>
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

    /// <summary>Closes the gaps, and doubles the ring unless they are half of it: so the cost of a task stays the same, whatever leaves.</summary>
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
