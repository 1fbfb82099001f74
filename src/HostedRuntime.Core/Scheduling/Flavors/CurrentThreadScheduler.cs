using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// One thread and one queue. Every ready task goes to the back, whoever made it ready: the order in which tasks are spawned is
/// that of their first polls, and a resume never overtakes. A body that blocks the thread blocks the runtime: its tasks belong
/// to this thread, so no other may stand in; a stall is reported.
/// </summary>
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

    bool IStallable.IsAwake => !_worker.IsAsleep;

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
        if (!_queue.TryPush(task))
            Scheduler.Abandon(task);
    }

    public void ScheduleLast(RuntimeTask task, ThreadContext here) => Schedule(task);

    public bool TryEnterWait() => false;

    public void LeaveWait()
    {
    }

    public IReadOnlyCollection<RuntimeTask> Polling() => _worker.Polling is { } task ? [task] : [];

    /// <summary>There is nobody who could take over.</summary>
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
