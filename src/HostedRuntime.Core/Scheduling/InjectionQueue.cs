using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Work that no worker has yet: tasks from outside one by one, without a lock, so that a producer that lost its processor in the middle
/// of a push holds up nobody; and in batches what overflowed from the workers' queues.
/// </summary>
/// <remarks>
/// Closing. A push after the end would lie in a queue that nobody reads. So a producer pushes, passes the full fence of
/// <see cref="IdleWorkers.NotifyAfterPublish"/> and looks at <see cref="IsClosed"/>; <see cref="Close"/> closes, passes its own
/// fence, and the closer empties the queue. One of the two finds the task; whoever takes it out has it.
/// </remarks>
internal sealed class InjectionQueue
{
    // Long enough to make a visit cheap, short enough to leave something to steal. tokio's number.
    private const int LongestBatch = 128;

    private readonly TaskQueue _fromOutside = new();
    private readonly OverflowQueue _overflow = new();

    /// <summary>
    /// Of who takes out a batch. Nobody waits for it: two who take out at the same time meet at each task, which costs a task more than all else that is
    /// done to it here, so the second one takes a single task.
    /// </summary>
    private SpinGate _batch;
    private AtomicBool _isClosed;

    public int Count => _fromOutside.Count + _overflow.Count;

    public bool IsEmpty => _fromOutside.IsEmpty && _overflow.Count == 0;

    /// <summary>To be read after a full fence that follows a push: true means that the reader has to empty the queue.</summary>
    public bool IsClosed => _isClosed.Read();

    public void Push(RuntimeTask task) => _fromOutside.Enqueue(task);

    public void Push(ReadOnlySpan<TaskCell> overflow) => _overflow.Push(overflow);

    /// <summary>One task; the two sources take turns by <paramref name="turn"/>, or one that never ends would starve the other.</summary>
    public RuntimeTask? Pop(uint turn = 0)
        => (turn & 1) == 0 ? PopOutside() ?? _overflow.Pop() : _overflow.Pop() ?? PopOutside();

    /// <summary>
    /// The first task to run at once, and a fair share of the rest into <paramref name="local"/>: length / workers + 1,
    /// so that one worker does not carry all of it off.
    /// </summary>
    public RuntimeTask? PopBatch(LocalQueue local, int workers, uint turn = 0)
    {
        var most = Math.Min(local.Free, LongestBatch);
        return (turn & 1) == 0
            ? PopOutside(local, workers, most) ?? _overflow.PopInto(local, workers, most)
            : _overflow.PopInto(local, workers, most) ?? PopOutside(local, workers, most);
    }

    /// <summary>From now on nobody but the closer and the producers empties the queue.</summary>
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
