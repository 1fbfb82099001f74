namespace HostedRuntime.Scheduling;

/// <summary>
/// One thread and one queue. Every ready task goes to the back, whoever made it ready: the order in which tasks are spawned is
/// that of their first polls, and a resume never overtakes. A body that blocks the thread blocks the runtime: its tasks belong
/// to this thread, so no other may stand in.
/// </summary>
internal sealed class CurrentThreadScheduler : IScheduler
{
    private readonly ReadyQueue _queue = new();
    private readonly CurrentThreadWorker _worker;

    public CurrentThreadScheduler(ThreadSettings threads)
    {
        _worker = new CurrentThreadWorker(_queue, threads);
        Counters = [_worker.Counters];
    }

    public IReadOnlyList<WorkerCounters> Counters { get; }

    public WorkerCounters? CountersOfThisThread => CurrentThreadWorker.Current == _worker ? _worker.Counters : null;

    public int QueueDepth => _queue.Count;

    public int ExtraThreads => 0;

    public void Start() => _worker.Start();

    public void Schedule(RuntimeTask task)
    {
        if (!_queue.TryPush(task))
            Scheduler.Abandon(task);
    }

    public void ScheduleLast(RuntimeTask task) => Schedule(task);

    public bool TryEnterWait() => false;

    public void LeaveWait()
    {
    }

    public IReadOnlyCollection<RuntimeTask> Polling() => _worker.Polling is { } task ? [task] : [];

    public void Stop()
    {
        _worker.Stop();
        foreach (var task in _queue.Close())
            Scheduler.Abandon(task);
    }

    public void JoinThreads(TimeSpan timeout) => _worker.JoinUnlessPolling(timeout);
}
