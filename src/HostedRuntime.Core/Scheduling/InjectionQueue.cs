namespace HostedRuntime.Scheduling;

/// <summary>
/// Work from outside the workers and what overflows from their queues. A ring under a lock; the count is readable without it.
/// Closed at the end of the runtime: what comes later is refused, so nothing is left in a queue that nobody reads.
/// </summary>
internal sealed class InjectionQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<RuntimeTask> _tasks = new();

    /// <summary>Length after the last change; written under the lock.</summary>
    private int _count;
    private bool _isClosed;

    public int Count => Volatile.Read(ref _count);

    /// <summary>False: closed, the task stays with the caller.</summary>
    public bool TryPush(RuntimeTask task)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _tasks.Enqueue(task);
            _count = _tasks.Count;
            return true;
        }
    }

    /// <summary>False: closed, the tasks stay with the caller.</summary>
    public bool TryPush(ReadOnlySpan<RuntimeTask> tasks)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            foreach (var task in tasks)
                _tasks.Enqueue(task);
            _count = _tasks.Count;
            return true;
        }
    }

    public RuntimeTask? Pop()
    {
        if (Count == 0)
            return null;
        lock (_gate)
        {
            _tasks.TryDequeue(out var task);
            _count = _tasks.Count;
            return task;
        }
    }

    /// <summary>
    /// The first task to run at once, and a fair share of the rest into <paramref name="local"/>: length / workers + 1,
    /// so that one worker does not carry all of it off.
    /// </summary>
    public RuntimeTask? PopBatch(LocalQueue local, int workers)
    {
        if (Count == 0)
            return null;
        lock (_gate)
        {
            if (!_tasks.TryDequeue(out var first))
                return null;
            // 128: long enough to make the lock cheap, short enough to leave something to steal. tokio's number.
            var share = Math.Min((_tasks.Count / workers) + 1, Math.Min(local.Free, 128));
            while (--share > 0 && _tasks.TryDequeue(out var next))
                local.TryPush(next);
            _count = _tasks.Count;
            return first;
        }
    }

    /// <summary>Refuses all that comes from now on and hands over what is there.</summary>
    public RuntimeTask[] Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            var left = _tasks.ToArray();
            _tasks.Clear();
            _count = 0;
            return left;
        }
    }
}
