using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The tasks that no worker has yet. Tasks of other threads are pushed one by one, and tasks that overflowed from the local queues in
/// batches. The first take no lock, so a producer that loses its processor in the middle of a push blocks no other thread.
/// </summary>
/// <remarks>
/// Closing. A task that is pushed after the end would stay in the queue for ever. So a producer pushes, passes the full fence of
/// <see cref="IdleWorkers.NotifyAfterPublish"/>, and then reads <see cref="IsClosed"/>. <see cref="Close"/> closes the queue and passes its
/// own full fence, and then the closer empties the queue. At least one of the two threads finds the task, and the thread that dequeues it
/// owns it.
/// </remarks>
internal sealed class InjectionQueue
{
    // Large enough to make a batch cheap, small enough to leave something to steal. tokio's number.
    private const int MaxBatch = 128;

    private readonly TaskQueue _fromOutside = new();
    private readonly OverflowQueue _overflow = new();

    /// <summary>
    /// Held by a worker while it dequeues a batch; acquired by try only. Two concurrent batches would contend on every task, which costs
    /// more than everything else in the path. So a worker that fails to get the gate dequeues a single task.
    /// </summary>
    private SpinGate _batch;
    private AtomicBool _isClosed;

    public int Count => _fromOutside.Count + _overflow.Count;

    public bool IsEmpty => _fromOutside.IsEmpty && _overflow.Count == 0;

    /// <summary>Read by a producer after the full fence that follows its push. If true, that producer has to empty the queue.</summary>
    public bool IsClosed => _isClosed.Read();

    public void Push(RuntimeTask task) => _fromOutside.Enqueue(task);

    public void Push(ReadOnlySpan<TaskElement> overflow) => _overflow.Push(overflow);

    /// <summary>
    /// Dequeues one task. The two sources take turns by <paramref name="turn"/>, because otherwise a source that never runs empty would
    /// starve the other.
    /// </summary>
    public RuntimeTask? Pop(uint turn = 0)
        => (turn & 1) == 0 ? PopOutside() ?? _overflow.Pop() : _overflow.Pop() ?? PopOutside();

    /// <summary>
    /// Dequeues a batch: returns its first task, and pushes the others to <paramref name="local"/>. A batch has at most length / workers +
    /// 1 tasks, so that one worker does not take all of them.
    /// </summary>
    public RuntimeTask? PopBatch(LocalQueue local, int workers, uint turn = 0)
    {
        var most = Math.Min(local.Free, MaxBatch);
        return (turn & 1) == 0
            ? PopOutside(local, workers, most) ?? _overflow.PopInto(local, workers, most)
            : _overflow.PopInto(local, workers, most) ?? PopOutside(local, workers, most);
    }

    /// <summary>Closes the queue. From now on only the closer and the producers empty it.</summary>
    public void Close()
    {
        _isClosed.Write(true);
        // Pairs with the fence of NotifyAfterPublish between a push and the look at IsClosed.
        Fence.Full();
    }

    private RuntimeTask? PopOutside() => _fromOutside.TryDequeue(out var task) ? task : null;

    private RuntimeTask? PopOutside(LocalQueue local, int workers, int most)
    {
        if (!_batch.TryEnter())
            return PopOutside();
        if (_fromOutside.TryDequeue(out var first))
        {
            var share = Math.Min((_fromOutside.Count / workers) + 1, most);
            while (--share > 0 && _fromOutside.TryDequeue(out var next))
                local.TryPush(next);
        }

        _batch.Exit();
        return first;
    }
}
