using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Runs all tasks on one thread, from one queue. Every task that becomes ready goes to the back of the queue. So tasks are first polled in
/// the order of their spawns, and a resume never overtakes.
/// </summary>
/// <remarks>
/// A body that blocks the thread blocks the runtime, because the tasks belong to this thread and no other thread may run them. A stall is
/// reported.
/// </remarks>
internal sealed class CurrentThreadScheduler : IScheduler, IStallable
{
    private readonly ReadyQueue _queue = new();
    private readonly CurrentThreadWorker _worker;
    private readonly ThreadSettings _threads;
    private StallWatch? _stalls;

    public CurrentThreadScheduler(TimeSpan stallThreshold, ThreadSettings threads)
    {
        _threads = threads;
        _worker = new CurrentThreadWorker(_queue, threads);
        Counters = [_worker.Counters];
        _stalls = StallWatch.Create(this, stallThreshold, threads);
    }

    public IReadOnlyList<WorkerCounters> Counters { get; }

    public WorkerCounters? CountersOfThisThread => CurrentThreadWorker.Current == _worker ? _worker.Counters : null;

    public int QueueDepth => _queue.Count;

    public int ExtraThreads => 0;

    public bool IsAwake => !_worker.IsAsleep;

    IReadOnlyList<PollingThread> IStallable.Threads => [_worker];

    public void Start()
    {
        if (!_worker.TryStartHeld())
            throw new ThreadUnavailableException("the worker", _threads.NameOf($"w{CurrentThreadWorker.OnlyIndex}"));
        try
        {
            _stalls?.Start();
        }
        catch (ThreadUnavailableException)
        {
            _worker.Dismiss();
            throw;
        }

        _worker.Release();
    }

    public void WatchStalls(TimeSpan threshold, bool isStarted)
        => _stalls = StallWatch.Replace(_stalls, StallWatch.Create(this, threshold, _threads), isStarted);

    public void Schedule(RuntimeTask task)
    {
        TaskSampler.CountOutside(task, _threads);
        if (!_queue.TryPush(task))
            Scheduler.Abandon(task);
    }

    public void ScheduleLast(RuntimeTask task, ThreadContext here) => Schedule(task);

    public bool TryEnterWait() => false;

    public void LeaveWait()
    {
    }

    public void MeasureDelay() => _threads.Delays.Want();

    public IReadOnlyList<WorkerView> LookAtWorkers(TimeSpan stallThreshold) => [_worker.Look(stallThreshold)];

    public IReadOnlyCollection<RuntimeTask> Polling() => _worker.Polling is { } task ? [task] : [];

    /// <summary>Does nothing, because no other thread may run the tasks.</summary>
    void IStallable.Relieve(TimeSpan threshold)
    {
    }

    public void Stop()
    {
        _stalls?.Stop();
        _worker.Stop();
        foreach (var task in _queue.Close())
            Scheduler.Abandon(task);
    }

    public void JoinThreads(TimeSpan timeout) => _worker.JoinUnlessPolling(timeout);
}
