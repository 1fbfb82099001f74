using HostedRuntime.Atomics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Blocking;

/// <summary>
/// Threads for bodies that block: made on demand up to a cap, first come first served, gone after a while without work.
/// One lock guards everything; a blocking body costs a thread wake anyway.
/// </summary>
/// <param name="maxThreads">How many threads there may be.</param>
/// <param name="queueLimit">How many tasks may wait for one; null: any number.</param>
/// <param name="keepAlive">How long a thread waits for its next task.</param>
/// <param name="settings">How the threads are made.</param>
/// <param name="starved">Called where a task waits and there was no thread to be had: <see cref="Feed"/> has to be called until it is fed.</param>
internal sealed class BlockingPool(int maxThreads, int? queueLimit, TimeSpan keepAlive, ThreadSettings settings, Action? starved = null)
{
    private readonly object _gate = new();
    private readonly BlockingQueue _queue = new();
    private readonly BlockingPlaces? _places = queueLimit is { } limit ? new BlockingPlaces(maxThreads + limit) : null;
    private readonly List<BlockingThread> _threads = [];

    // Changed under the lock, by Resize.
    private int _maxThreads = maxThreads;
    private int? _queueLimit = queueLimit;
    private TimeSpan _keepAlive = keepAlive;

    /// <summary>Threads in Monitor.Wait that no submission has claimed.</summary>
    private int _idle;

    /// <summary>Wake-ups under way: how many waiting threads were claimed and have not come round. Tells a wake from a spurious one.</summary>
    private int _claimed;

    /// <summary>Threads that were added and have not asked for their first task.</summary>
    private int _starting;

    /// <summary>Threads of the ThreadPool at work for this one, in place of threads that the system did not have.</summary>
    private int _helpers;

    /// <summary>A task waits for a thread that nobody had.</summary>
    private bool _isStarved;
    private int _peak;
    private bool _isOpen;
    private bool _isClosed;

    public (int Threads, int Idle, int Peak, int Queued) Counts
    {
        get
        {
            using (Holds.Hold(_gate))
                return (_threads.Count, _idle, _peak, _queue.Count);
        }
    }

    /// <summary>True while a task waits and there was no thread to be had.</summary>
    public bool IsStarved
    {
        get
        {
            using (Holds.Hold(_gate))
                return _isStarved;
        }
    }

    public int MaxThreads
    {
        get
        {
            using (Holds.Hold(_gate))
                return _maxThreads;
        }
    }

    /// <summary>How many tasks may wait for a thread; null: any number.</summary>
    public int? QueueLimit
    {
        get
        {
            using (Holds.Hold(_gate))
                return _queueLimit;
        }
    }

    /// <summary>
    /// Takes a place for a task that is to be submitted, which has it from then on until it ends. False: there is none. Places of
    /// tasks that a closed pool refused need no return: everybody gets one then.
    /// </summary>
    public bool TryTakePlace() => _places is null || _places.TryTake();

    /// <summary>The same, waiting for one.</summary>
    public ValueTask TakePlaceAsync(CancellationToken ct)
    {
        if (_places is not null)
            return _places.TakeAsync(ct);
        return ct.IsCancellationRequested ? CanceledWait.Of(ct) : default;
    }

    public void ReturnPlace() => _places?.Return();

    /// <summary>Nothing is admitted any more: who waits for a place need not.</summary>
    public void StopAdmission() => _places?.Close();

    /// <summary>
    /// A blocking task ended, and before anybody is told gives back its place; aborted before it started, it also leaves the queue. One that
    /// a thread has taken out at this moment keeps its place until the thread finds that there is nothing to run.
    /// </summary>
    public void OnEnded(RuntimeTask task)
    {
        if (!task.IsStarted)
        {
            using (Holds.Hold(_gate))
            {
                if (!_queue.Remove(task))
                    return;
            }
        }

        ReturnPlace();
    }

    /// <summary>Queues a blocking task. False: closed, the task stays with the caller.</summary>
    public bool TrySubmit(RuntimeTask task)
    {
        BlockingThread? added = null;
        using (Holds.Hold(_gate))
        {
            if (_isClosed)
                return false;
            _queue.Enqueue(task);
            if (_idle > 0)
            {
                _idle--;
                _claimed++;
                Monitor.Pulse(_gate);
            }
            else if (_isOpen && _queue.Count > _claimed + _starting)
            {
                // Those on their way would each find a task: only what is beyond them needs a thread of its own.
                added = AddThreadLocked();
            }
        }

        if (added is not null)
            TryStart(added);
        return true;
    }

    /// <summary>Lets threads be made: before, blocking tasks wait in the queue, as all tasks of a runtime that was not started.</summary>
    public void Open()
    {
        var added = new List<BlockingThread>();
        using (Holds.Hold(_gate))
        {
            _isOpen = true;
            while (added.Count < _queue.Count && AddThreadLocked() is { } thread)
                added.Add(thread);
        }

        added.ForEach(thread => TryStart(thread));
    }

    /// <summary>
    /// Changes the limits. A limit of the queue stays one, and none stays none: tasks that were admitted without a place have none to give
    /// back. Threads beyond the new number end when they come to look for their next task.
    /// </summary>
    public void Resize(int maxThreads, int? queueLimit, TimeSpan keepAlive)
    {
        var added = new List<BlockingThread>();
        using (Holds.Hold(_gate))
        {
            _maxThreads = maxThreads;
            _keepAlive = keepAlive;
            if (queueLimit is not null && _places is not null)
            {
                _queueLimit = queueLimit;
                _places.Resize(maxThreads + queueLimit.Value);
            }

            while (_isOpen && !_isClosed && _queue.Count > _claimed + _starting && AddThreadLocked() is { } thread)
                added.Add(thread);
            // Who sleeps has to take the new time, or to leave.
            Monitor.PulseAll(_gate);
        }

        added.ForEach(thread => TryStart(thread));
    }

    /// <summary>
    /// The next task for a thread of the pool; null: the thread has to end. One that is counted upon, because it was made or woken for a
    /// task, does not end before it has looked for it, however many threads there are.
    /// </summary>
    public RuntimeTask? Next(BlockingThread thread, bool isFirst)
    {
        using (Holds.Hold(_gate))
        {
            if (isFirst)
                _starting--;
            var isCountedUpon = isFirst;
            while (true)
            {
                var isOneTooMany = !isCountedUpon && !_isClosed && _threads.Count > _maxThreads;
                if (!isOneTooMany && _queue.Dequeue() is { } task)
                    return task;
                if (_threads.Count > _maxThreads || _isClosed || !WaitForWork())
                {
                    _threads.Remove(thread);
                    return null;
                }

                isCountedUpon = true;
            }
        }
    }

    /// <summary>Asks again for the threads that tasks wait for, where there was none, until one is refused or each task has one.</summary>
    public void Feed()
    {
        while (AddThreadIfStarved() is { } added)
        {
            if (!TryStart(added))
                return;
        }
    }

    /// <summary>Runs a task that was taken out of the queue.</summary>
    public void Run(RuntimeTask task, TaskPoller poller)
    {
        poller.PollOnce(task);
        // Bodies that block are interrupted to end their wait, which may be over by then. The next body must not get it.
        Uninterrupted.Drop();
        // Aborted after it was taken out of the queue: nobody else gave back its place.
        if (!task.IsStarted)
            ReturnPlace();
    }

    /// <summary>The tasks that threads of the pool run right now.</summary>
    public RuntimeTask[] Polling()
    {
        using (Holds.Hold(_gate))
            return [.. _threads.Select(thread => thread.Polling).OfType<RuntimeTask>()];
    }

    /// <summary>Hands over what waits for a thread.</summary>
    public RuntimeTask[] TakeQueued()
    {
        using (Holds.Hold(_gate))
        {
            var queued = new RuntimeTask[_queue.Count];
            for (var i = 0; i < queued.Length; i++)
                queued[i] = _queue.Dequeue()!;
            return queued;
        }
    }

    /// <summary>Cancels all that did not start, ends idle threads now and the others after what they run. Returns the threads.</summary>
    public BlockingThread[] Close()
    {
        BlockingThread[] threads;
        using (Holds.Hold(_gate))
        {
            _isClosed = true;
            threads = [.. _threads];
            Monitor.PulseAll(_gate);
        }

        foreach (var task in TakeQueued())
            task.TryForestall();
        return threads;
    }

    /// <summary>Null: there are as many as may be.</summary>
    private BlockingThread? AddThreadLocked()
    {
        if (_threads.Count + _helpers >= _maxThreads)
            return null;
        var thread = new BlockingThread(this, settings, _threads.Count);
        _threads.Add(thread);
        _starting++;
        _peak = Math.Max(_peak, _threads.Count);
        return thread;
    }

    /// <summary>Holds the lock. False: nothing came for as long as a thread is kept.</summary>
    private bool WaitForWork()
    {
        _idle++;
        while (true)
        {
            Uninterrupted.Wait(_gate, _keepAlive, out var hasTimedOut);
            if (_claimed > 0)
            {
                _claimed--;
                return true;
            }

            if (_isClosed || hasTimedOut || _threads.Count > _maxThreads)
            {
                _idle--;
                return _isClosed;
            }
        }
    }

    /// <summary>
    /// Starts a thread that was added. Where the system has none, a thread of the ThreadPool does its work, as it would for Task.Run; and where
    /// that has none at rest, the task waits until there is one. To refuse it would be too late: it is admitted.
    /// </summary>
    /// <returns>False if the system has none: <see cref="Feed"/> will ask again.</returns>
    private bool TryStart(BlockingThread thread)
    {
        if (thread.TryStart())
            return true;
        using (Holds.Hold(_gate))
        {
            _threads.Remove(thread);
            _starting--;
            _helpers++;
            // Also with a helper: the body that it runs may wait for another that waits for a thread.
            _isStarved = true;
        }

        if (!ThreadStarter.TryBorrow(static pool => pool.Help(), this))
        {
            using (Holds.Hold(_gate))
                _helpers--;
        }

        starved?.Invoke();
        return false;
    }

    /// <returns>Null if no task waits for a thread, or there are as many as may be.</returns>
    private BlockingThread? AddThreadIfStarved()
    {
        using (Holds.Hold(_gate))
        {
            if (!_isStarved)
                return null;
            var added = !_isClosed && _queue.Count > _claimed + _starting ? AddThreadLocked() : null;
            _isStarved = added is not null;
            return added;
        }
    }

    /// <summary>Runs what waits, on a thread of the ThreadPool, until nothing does.</summary>
    private void Help()
    {
        var poller = PoolPoll.MakeBlockingPoller();
        while (NextForHelper() is { } task)
            Run(task, poller);
    }

    /// <returns>Null if nothing waits: the helper has left.</returns>
    private RuntimeTask? NextForHelper()
    {
        using (Holds.Hold(_gate))
        {
            var task = _threads.Count + _helpers > _maxThreads ? null : _queue.Dequeue();
            if (task is null)
                _helpers--;
            return task;
        }
    }
}
