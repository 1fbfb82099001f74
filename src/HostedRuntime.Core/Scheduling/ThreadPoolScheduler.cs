using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The process's ThreadPool in place of workers. Tasks wait in a queue of the runtime's own, and for each one the pool is given
/// this object to execute, which takes the oldest: so a schedule allocates nothing, tasks can be spawned before the start, and
/// at the end those that did not start are still in our hands, where the pool would not give them back.
/// </summary>
internal sealed class ThreadPoolScheduler(RuntimeHooks hooks) : IScheduler, IThreadPoolWorkItem
{
    private readonly TaskQueue _tasks = new();

    /// <summary>A Phase.</summary>
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

    /// <summary>The threads are not ours to watch.</summary>
    public void WatchStalls(TimeSpan threshold, bool isStarted)
    {
    }

    public void Start()
    {
        _phase.Write((int)Phase.Running);
        // Pairs with the one in Push: a task that is not seen here was pushed by a thread that sees the start. One that both see
        // leaves the pool an execution too many, which finds nothing.
        Fence.Full();
        for (var waiting = _tasks.Count; waiting > 0; waiting--)
            Uninterrupted.Queue(this, preferLocal: false);
    }

    /// <summary>In front of the pool's other work, as the pool does it with continuations of its own.</summary>
    public void Schedule(RuntimeTask task) => Push(task, preferLocal: true);

    public void ScheduleLast(RuntimeTask task, PollCell here) => Push(task, preferLocal: false);

    /// <summary>The pool adds threads by itself when its threads block in Task.Wait.</summary>
    public bool TryEnterWait() => false;

    public void LeaveWait()
    {
    }

    /// <summary>It has no threads: what is polled on the pool's is found with <see cref="PoolPoll.Polling"/>.</summary>
    public IReadOnlyCollection<RuntimeTask> Polling() => [];

    public void Stop()
    {
        _phase.Write((int)Phase.Stopped);
        // Pairs with the one in Push: a task that is not found here was pushed by a thread that sees the end.
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
        HookCall.Poll(hooks, poller, task);
        poller.Rest();
    }

    private void Push(RuntimeTask task, bool preferLocal)
    {
        _tasks.Enqueue(task);
        // Pairs with those in Start and Stop.
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
