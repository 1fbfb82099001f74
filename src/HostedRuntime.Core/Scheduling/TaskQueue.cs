using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>A <see cref="ConcurrentQueue{T}"/> whose operations an interrupt of the calling thread cannot break. Any thread.</summary>
/// <remarks>
/// The BCL's queue takes a lock if a segment is full or empty. If another thread holds that lock, an interrupt that a body left pending
/// breaks the wait for it. An enqueue would then lose its task, and a dequeue would end its worker. The queue has not changed, so the call
/// is made again.
/// </remarks>
internal sealed class TaskQueue
{
    private readonly ConcurrentQueue<RuntimeTask> _tasks = new();

    /// <summary>The number of tasks in the queue. It may change at any time.</summary>
    public int Count
    {
        get
        {
            try
            {
                return _tasks.Count;
            }
            catch (ThreadInterruptedException)
            {
                var count = Count;
                Uninterrupted.Defer();
                return count;
            }
        }
    }

    public bool IsEmpty => _tasks.IsEmpty;

    public void Enqueue(RuntimeTask task)
    {
        try
        {
            _tasks.Enqueue(task);
        }
        catch (ThreadInterruptedException)
        {
            Enqueue(task);
            Uninterrupted.Defer();
        }
    }

    public bool TryDequeue([NotNullWhen(true)] out RuntimeTask? task)
    {
        try
        {
            return _tasks.TryDequeue(out task);
        }
        catch (ThreadInterruptedException)
        {
            var isTaken = TryDequeue(out task);
            Uninterrupted.Defer();
            return isTaken;
        }
    }
}
