using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Runs tasks on the process's ThreadPool instead of workers. Tasks wait in a queue of the runtime. For each of them this object is queued
/// to the pool once, and each execution polls the oldest task. So scheduling allocates nothing, and tasks can be spawned before the start.
/// At the end of the runtime the tasks that did not start can still be ended, which the pool's own queue would not allow.
/// </summary>
internal sealed class ThreadPoolScheduler(ThreadSettings threads) : IScheduler, IThreadPoolWorkItem
{
    private readonly TaskQueue _tasks = new();

    /// <summary>The <see cref="Phase"/>.</summary>
    private AtomicInt _phase;

    private enum Phase
    {
        Created,
        Running,
        Stopped,
    }

    public IReadOnlyList<WorkerCounters> Counters => [];

    public WorkerCounters? CountersOfThisThread => null;

    public int QueueDepth => _tasks.Count;

    public int ExtraThreads => 0;

    /// <summary>Does nothing, because the threads belong to the pool.</summary>
    public void WatchStalls(TimeSpan threshold, bool isStarted)
    {
    }

    public void Start()
    {
        _phase.Write((int)Phase.Running);
        // Pairs with the fence in Push: if a task is not counted here, the thread that pushed it sees the start. If both see the task, the
        // pool gets one execution too many, which finds no task.
        Fence.Full();
        for (var waiting = _tasks.Count; waiting > 0; waiting--)
            Uninterrupted.Queue(this, preferLocal: false);
    }

    /// <summary>Schedules a task on the pool's local queue, ahead of its other work, as the pool does with its own continuations.</summary>
    public void Schedule(RuntimeTask task) => Push(task, preferLocal: true);

    public void ScheduleLast(RuntimeTask task, ThreadContext here) => Push(task, preferLocal: false);

    /// <summary>Returns false, because the pool itself adds threads if its threads block in Task.Wait.</summary>
    public bool TryEnterWait() => false;

    public void LeaveWait()
    {
    }

    public bool IsAwake => true;

    public void MeasureDelay() => threads.Delays.Want();

    public IReadOnlyList<WorkerView> LookAtWorkers(TimeSpan stallThreshold) => [];

    /// <summary>
    /// Returns no task, because this scheduler has no threads. <see cref="PoolPoll.Polling"/> returns the tasks that pool threads poll.
    /// </summary>
    public IReadOnlyCollection<RuntimeTask> Polling() => [];

    public void Stop()
    {
        _phase.Write((int)Phase.Stopped);
        // Pairs with the fence in Push: if a task is not found here, the thread that pushed it sees the end.
        Fence.Full();
        AbandonAll();
    }

    public void JoinThreads(TimeSpan timeout)
    {
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (!_tasks.TryDequeue(out var task))
            return;
        var poller = PoolPoll.PollerOfThisThread;
        WorkerHooks.Poll(threads, poller, task);
        poller.LeaveTask();
    }

    private void Push(RuntimeTask task, bool preferLocal)
    {
        TaskSampler.CountOutside(task, threads);
        _tasks.Enqueue(task);
        // Pairs with the fences in Start and Stop.
        Fence.Full();
        var phase = (Phase)_phase.Read();
        if (phase == Phase.Running)
            Uninterrupted.Queue(this, preferLocal);
        else if (phase == Phase.Stopped)
            AbandonAll();
    }

    private void AbandonAll()
    {
        while (_tasks.TryDequeue(out var task))
            Scheduler.Abandon(task);
    }
}
