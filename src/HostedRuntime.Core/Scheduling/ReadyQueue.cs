using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Ready tasks for one thread that runs them strictly in the order in which they came. One lock, which is also where the thread
/// sleeps: there is no second worker to keep busy, so nothing is gained by less.
/// </summary>
internal sealed class ReadyQueue
{
    // What the thread waits for is often about to happen on another: some 20 us of patience, for a sleep costs 25. The processor is not given away
    // meanwhile: on a busy machine it is back after milliseconds, where a thread that slept is woken at once. Two microseconds between two looks: who joins
    // ten thousand tasks one by one would else be at the workers' heels, and be resumed for each.
    private const int SpinRounds = 10;
    private const int SpinIterations = 56;

    private readonly object _gate = new();
    private readonly Queue<RuntimeTask> _tasks = new();

    /// <summary>Written under the lock, read without it.</summary>
    private AtomicInt _count;
    private bool _isAsleep;
    private bool _isClosed;

    public int Count => _count.Read();

    /// <summary>True while the thread that empties it sleeps. Any thread.</summary>
    public bool IsAsleep
    {
        get
        {
            using (Holds.Hold(_gate))
                return _isAsleep;
        }
    }

    /// <summary>False: closed, the task stays with the caller.</summary>
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

    /// <summary>The oldest task; null when there is none.</summary>
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

    /// <summary>Looks again for a while, before a sleep. True: there is a task. For the one thread that empties it.</summary>
    public bool SpinForTask()
    {
        var rounds = Environment.ProcessorCount > 1 ? SpinRounds : 0;
        for (var round = 0; round < rounds && _count.Read() == 0; round++)
            Thread.SpinWait(SpinIterations);
        return _count.Read() > 0;
    }

    /// <summary>Sleeps until there is a task, or the queue is closed. For the one thread that empties it.</summary>
    /// <returns>True if the sleep was interrupted. It went on all the same; the caller decides what becomes of the interrupt.</returns>
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

    /// <summary>Refuses all that comes from now on, wakes the thread, and hands over what is there.</summary>
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
