using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Ready tasks for one thread, which runs them strictly in the order of arrival. It has one lock, whose monitor is also where the thread
/// sleeps. There is no second worker to keep busy, so a lock-free queue would gain nothing.
/// </summary>
internal sealed class ReadyQueue
{
    // Before a sleep the thread spins for about as long as a sleep costs, because the next task is often about to come from another thread.
    // It does not yield the processor meanwhile. On a busy machine it would get that back only after milliseconds, but a sleeping thread is
    // woken at once. Some microseconds pass between two looks at the queue. Otherwise code that joins ten thousand tasks one by one would
    // be resumed for each of them.
    private const int SpinRounds = 10;
    private const int SpinIterations = 56;

    private readonly object _gate = new();
    private readonly Queue<RuntimeTask> _tasks = new();

    /// <summary>The number of tasks. Written under the lock, read without it.</summary>
    private AtomicInt _count;
    private bool _isAsleep;
    private bool _isClosed;

    public int Count => _count.Read();

    /// <summary>True while the owner thread sleeps. Any thread.</summary>
    public bool IsAsleep
    {
        get
        {
            using (Holds.Hold(_gate))
                return _isAsleep;
        }
    }

    /// <summary>Adds a task and wakes the owner thread if it sleeps. Any thread.</summary>
    /// <returns>True if it was added; false if the queue is closed, and the caller keeps the task.</returns>
    public bool TryPush(RuntimeTask task)
    {
        using (Holds.Hold(_gate))
        {
            if (_isClosed)
                return false;
            _tasks.Enqueue(task);
            _count.Write(_tasks.Count);
            if (_isAsleep)
                Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Takes the oldest task.</summary>
    /// <returns>The task; null if there is none.</returns>
    public RuntimeTask? TryPop()
    {
        using (Holds.Hold(_gate))
        {
            if (!_tasks.TryDequeue(out var task))
                return null;
            _count.Write(_tasks.Count);
            return task;
        }
    }

    /// <summary>Spins for a while until there is a task. Called before a sleep. Owner thread only.</summary>
    /// <returns>True if there is a task; otherwise false.</returns>
    public bool SpinForTask()
    {
        var rounds = Environment.ProcessorCount > 1 ? SpinRounds : 0;
        for (var round = 0; round < rounds && _count.Read() == 0; round++)
            Thread.SpinWait(SpinIterations);
        return _count.Read() > 0;
    }

    /// <summary>Sleeps until there is a task, or the queue is closed. Owner thread only.</summary>
    /// <returns>
    /// True if the sleep was interrupted. The sleep went on, and the caller decides what to do with the interrupt. Otherwise false.
    /// </returns>
    public bool SleepForTask()
    {
        var isInterrupted = false;
        using (Holds.Hold(_gate))
        {
            _isAsleep = true;
            while (_tasks.Count == 0 && !_isClosed)
                isInterrupted |= Uninterrupted.Wait(_gate);
            _isAsleep = false;
        }

        return isInterrupted;
    }

    /// <summary>Closes the queue, so that it refuses further tasks, and wakes the owner thread. Any thread.</summary>
    /// <returns>The tasks that were in the queue.</returns>
    public RuntimeTask[] Close()
    {
        using (Holds.Hold(_gate))
        {
            _isClosed = true;
            RuntimeTask[] left = [.. _tasks];
            _tasks.Clear();
            _count.Write(0);
            Monitor.Pulse(_gate);
            return left;
        }
    }
}
