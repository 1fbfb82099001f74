using System.Numerics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Holds the tasks that full local queues gave away, half a queue at a time, until workers take them in batches. It is a ring under a lock,
/// which is taken once for hundreds of tasks. Queues without locks pay a compare-exchange for each task, both in and out.
/// </summary>
internal sealed class OverflowQueue
{
    private readonly Lock _gate = new();
    private TaskElement[] _ring = new TaskElement[LocalQueue.DefaultCapacity];
    private int _first;

    /// <summary>Written under `_gate`, read without it.</summary>
    private AtomicInt _count;

    public int Count => _count.Read();

    public void Push(ReadOnlySpan<TaskElement> tasks)
    {
        using (_gate.Hold())
        {
            var count = _count.ReadOwn();
            if (_ring.Length - count < tasks.Length)
                Grow(count, count + tasks.Length);
            var to = (_first + count) & (_ring.Length - 1);
            var untilEnd = Math.Min(tasks.Length, _ring.Length - to);
            tasks[..untilEnd].CopyTo(_ring.AsSpan(to));
            tasks[untilEnd..].CopyTo(_ring);
            _count.Write(count + tasks.Length);
        }
    }

    /// <summary>Takes the first task, to be run at once, and moves a fair share of the others into the queue of the caller.</summary>
    /// <param name="local">The queue of the caller.</param>
    /// <param name="workers">The number of cores among which the tasks are shared.</param>
    /// <param name="most">The highest number of tasks to take: the caller has room for so many.</param>
    /// <returns>The first task, or null.</returns>
    public RuntimeTask? PopInto(LocalQueue local, int workers, int most)
    {
        if (_count.Read() == 0)
            return null;
        using (_gate.Hold())
        {
            var count = _count.ReadOwn();
            if (count == 0)
                return null;
            var share = Math.Max(1, Math.Min(Math.Min((count / workers) + 1, count), most));
            var task = _ring[_first].Task;
            var next = (_first + 1) & (_ring.Length - 1);
            var untilEnd = Math.Min(share - 1, _ring.Length - next);
            local.PushMany(_ring.AsSpan(next, untilEnd));
            local.PushMany(_ring.AsSpan(0, share - 1 - untilEnd));
            _ring[_first] = default;
            _ring.AsSpan(next, untilEnd).Clear();
            _ring.AsSpan(0, share - 1 - untilEnd).Clear();
            _first = (_first + share) & (_ring.Length - 1);
            _count.Write(count - share);
            return task;
        }
    }

    public RuntimeTask? Pop()
    {
        if (_count.Read() == 0)
            return null;
        using (_gate.Hold())
        {
            var count = _count.ReadOwn();
            if (count == 0)
                return null;
            var task = _ring[_first].Task;
            _ring[_first] = default;
            _first = (_first + 1) & (_ring.Length - 1);
            _count.Write(count - 1);
            return task;
        }
    }

    private void Grow(int count, int atLeast)
    {
        var ring = new TaskElement[(int)BitOperations.RoundUpToPowerOf2((uint)atLeast)];
        var untilEnd = Math.Min(count, _ring.Length - _first);
        _ring.AsSpan(_first, untilEnd).CopyTo(ring);
        _ring.AsSpan(0, count - untilEnd).CopyTo(ring.AsSpan(untilEnd));
        _ring = ring;
        _first = 0;
    }
}
