using HostedRuntime.Atomics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Blocking;

/// <summary>
/// The threads for blocking bodies. They are created on demand up to a cap, serve tasks first come, first served, and end after a while
/// without work. One lock guards everything, because a blocking body costs the wake of a thread anyway.
/// </summary>
/// <param name="maxThreads">The highest number of threads.</param>
/// <param name="queueLimit">How many tasks may wait for a thread; null for any number.</param>
/// <param name="keepAlive">How long a thread waits for its next task before it ends.</param>
/// <param name="settings">The settings of the threads.</param>
/// <param name="starved">Called if a task waits and the system had no thread for it: <see cref="Feed"/> must be called until the task has
/// one.</param>
internal sealed class BlockingPool(int maxThreads, int? queueLimit, TimeSpan keepAlive, ThreadSettings settings, Action? starved = null)
{
    private readonly object _gate = new();
    private readonly BlockingQueue _queue = new();
    private readonly BlockingPlaces? _places = queueLimit is { } limit ? new BlockingPlaces(maxThreads + limit) : null;
    private readonly List<BlockingThread> _threads = [];

    // Changed by Resize, under `_gate`.
    private int _maxThreads = maxThreads;
    private int? _queueLimit = queueLimit;
    private TimeSpan _keepAlive = keepAlive;

    /// <summary>The number of threads in Monitor.Wait that no submission has claimed.</summary>
    private int _idle;

    /// <summary>The number of waiting threads that were claimed and have not woken up yet. Tells a wake from a spurious one.</summary>
    private int _claimed;

    /// <summary>The number of threads that were added and have not asked for their first task.</summary>
    private int _starting;

    /// <summary>The number of ThreadPool threads that work here in place of threads that the system did not have.</summary>
    private int _helpers;

    /// <summary>True if a task waits for a thread that could not be started.</summary>
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

    /// <summary>True while a task waits for a thread that could not be started.</summary>
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

    /// <summary>How many tasks may wait for a thread; null for any number.</summary>
    public int? QueueLimit
    {
        get
        {
            using (Holds.Hold(_gate))
                return _queueLimit;
        }
    }

    /// <summary>
    /// Takes a place for a task that will be submitted. The task has the place until it ends. A place of a task that a closed pool refuses
    /// need not be returned, because a closed pool has a place for every task.
    /// </summary>
    /// <returns>True if there was a place; otherwise false.</returns>
    public bool TryTakePlace() => _places is null || _places.TryTake();

    /// <summary>Waits for a place and takes it, as <see cref="TryTakePlace"/> does.</summary>
    public ValueTask TakePlaceAsync(CancellationToken ct)
    {
        if (_places is not null)
            return _places.TakeAsync(ct);
        return ct.IsCancellationRequested ? CanceledWait.Of(ct) : default;
    }

    public void ReturnPlace() => _places?.Return();

    /// <summary>Stops the limit on places, because no task is admitted any more and nothing should wait for a place.</summary>
    public void StopAdmission() => _places?.Close();

    /// <summary>
    /// Returns the place of a blocking task that has ended, before its joiners are notified. A task that was aborted before its start also
    /// leaves the queue. If a thread has taken such a task out of the queue at this moment, that thread returns the place
    /// (<see cref="Run"/>).
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

    /// <summary>Queues a blocking task.</summary>
    /// <returns>True if the task is queued; false if the pool is closed and the task stays with the caller.</returns>
    public bool TrySubmit(RuntimeTask task)
    {
        if (settings.Probe.ReadsBlocking)
            task.MarkReady();
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
                // Each thread that starts or wakes up will take a task: only the tasks beyond those need a new thread.
                added = AddThreadLocked();
            }
        }

        if (added is not null)
            TryStart(added);
        return true;
    }

    /// <summary>
    /// Lets the pool create threads. Until then blocking tasks wait in the queue, as all tasks of a runtime do before its start.
    /// </summary>
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
    /// Changes the limits. A queue limit can change, but cannot be added or removed, because tasks that were admitted without a place have
    /// none to return. Surplus threads end when they look for their next task.
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
            // Sleeping threads have to wait for the new time, or to end.
            Monitor.PulseAll(_gate);
        }

        added.ForEach(thread => TryStart(thread));
    }

    /// <summary>
    /// Returns the next task for a thread of the pool, or null if the thread has to end. A thread that was created or woken for a task
    /// looks for it once before it ends, however many threads there are.
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

    /// <summary>Tries again to start threads for the tasks that wait for one, until a start fails or each task has a thread.</summary>
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
        // Blocking bodies are interrupted to end their waits, and an interrupt may come late. The next body must not get it.
        Uninterrupted.Drop();
        // If the task was aborted after it was taken out of the queue, no other code returns its place.
        if (!task.IsStarted)
            ReturnPlace();
    }

    /// <summary>Returns the tasks that threads of the pool run at the moment.</summary>
    public RuntimeTask[] Polling()
    {
        using (Holds.Hold(_gate))
            return [.. _threads.Select(thread => thread.Polling).OfType<RuntimeTask>()];
    }

    /// <summary>Takes all tasks that wait for a thread out of the queue.</summary>
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

    /// <summary>Cancels all tasks that have not started. Idle threads end now, the others after their current task.</summary>
    /// <returns>The threads.</returns>
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
            task.TryCancelBeforeStart();
        return threads;
    }

    /// <summary>Adds a thread, which the caller starts after the lock. Caller holds `_gate`.</summary>
    /// <returns>The thread; null if there are as many as allowed.</returns>
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

    /// <summary>Waits for a task. Caller holds `_gate`.</summary>
    /// <returns>False if no task came within the keep-alive time, or if there are too many threads. Otherwise true.</returns>
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
    /// Starts a thread that was added. If the system has none, a thread of the ThreadPool does its work, as for Task.Run.
    /// </summary>
    /// <remarks>
    /// If no ThreadPool thread is idle, the task waits until there is a thread. It cannot be refused, because it was admitted.
    /// </remarks>
    /// <returns>True if the thread has started; false if the system has no thread left, and <see cref="Feed"/> must ask again.</returns>
    private bool TryStart(BlockingThread thread)
    {
        if (thread.TryStart())
            return true;
        using (Holds.Hold(_gate))
        {
            _threads.Remove(thread);
            _starting--;
            _helpers++;
            // Even with a helper: the body that it runs may wait for a task that waits for a thread.
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

    /// <returns>The added thread; null if no task waits for a thread, or there are as many threads as allowed.</returns>
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

    /// <summary>Runs waiting tasks on a thread of the ThreadPool until there are none.</summary>
    private void Help()
    {
        var poller = PoolPoll.MakeBlockingPoller();
        while (NextForHelper() is { } task)
            Run(task, poller);
    }

    /// <returns>The task; null if there is none, and the helper is counted out.</returns>
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
