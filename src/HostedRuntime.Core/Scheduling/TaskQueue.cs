using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>The BCL's queue without locks, into which an interrupt of the calling thread cannot break. Any thread.</summary>
/// <remarks>
/// Where a segment of the BCL's queue is full or empty, that queue takes a lock. An interrupt that a body left pending breaks into the lock
/// while another thread holds it: a push would lose its task, and a pop would end its worker. Nothing has changed then, so the call is made
/// again.
/// </remarks>
internal sealed class TaskQueue
{
    private readonly ConcurrentQueue<RuntimeTask> _tasks = new();

    /// <summary>How many tasks wait; a moment's view.</summary>
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
