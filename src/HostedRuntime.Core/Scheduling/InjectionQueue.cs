using System.Collections.Concurrent;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Work from outside the workers and what overflows from their queues: first in, first out, without a lock, so that a producer
/// that lost its core in the middle of a push holds up nobody.
/// </summary>
/// <remarks>
/// Closing. A push after the end would lie in a queue that nobody reads. So a producer pushes, passes the full fence of
/// <see cref="IdleWorkers.NotifyAfterPublish"/> and looks at <see cref="IsClosed"/>; <see cref="Close"/> closes, passes its own
/// fence and empties the queue. One of the two finds the task; whoever takes it out has it.
/// </remarks>
internal sealed class InjectionQueue
{
    // Long enough to make a visit cheap, short enough to leave something to steal. tokio's number.
    private const int LongestBatch = 128;

    private readonly ConcurrentQueue<RuntimeTask> _tasks = new();
    private bool _isClosed;

    public int Count => _tasks.Count;

    public bool IsEmpty => _tasks.IsEmpty;

    /// <summary>To be read after a full fence that follows a push: true means that what is in the queue is the reader's to empty.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    public void Push(RuntimeTask task) => _tasks.Enqueue(task);

    public void Push(ReadOnlySpan<RuntimeTask> tasks)
    {
        foreach (var task in tasks)
            _tasks.Enqueue(task);
    }

    public RuntimeTask? Pop() => _tasks.TryDequeue(out var task) ? task : null;

    /// <summary>
    /// The first task to run at once, and a fair share of the rest into <paramref name="local"/>: length / workers + 1,
    /// so that one worker does not carry all of it off.
    /// </summary>
    public RuntimeTask? PopBatch(LocalQueue local, int workers)
    {
        if (!_tasks.TryDequeue(out var first))
            return null;
        var share = Math.Min((_tasks.Count / workers) + 1, Math.Min(local.Free, LongestBatch));
        while (--share > 0 && _tasks.TryDequeue(out var next))
            local.TryPush(next);
        return first;
    }

    /// <summary>From now on nobody but the producers themselves empties the queue.</summary>
    public void Close()
    {
        Volatile.Write(ref _isClosed, true);
        // Pairs with the fence of NotifyAfterPublish between a push and the look at IsClosed.
        Interlocked.MemoryBarrier();
    }
}
