using HostedRuntime.Atomics;
using HostedRuntime.Tasks;

namespace HostedRuntime.Scheduling;

// Structure. A scheduler has one WorkerCore a worker (queue, slot, counters), one InjectionQueue for what comes from outside,
//   and IdleWorkers, which knows who sleeps. A Worker is a thread that holds a core; the two are separate, so that a core can
//   go on with another thread when its own is blocked.
// Policy. A task scheduled by a worker goes into that worker's slot, what was there moves to the back of its queue; a task that
//   yields goes to the back at once; a task scheduled from elsewhere goes to the injection queue. Order of looking: WorkSearch.
// Stealing. An idle worker takes half of another's queue. The slot is not stolen: the silence below depends on it.
// Parking. Whoever publishes a task where others can find it calls IdleWorkers.NotifyAfterPublish, which holds the proof that
//   no task is forgotten. Filling one's own empty slot, or pushing a yield where nothing else waits, is not announced: the
//   same worker takes it as soon as the poll that it is in returns.
// Blocking. A task is told by the BCL when its body blocks the thread (Task.Wait, a contended lock). The worker then publishes
//   its slot and says so in its WaitWord; BlockedWorkers gives its core to a new thread if that lasts. The blocked thread goes on
//   without a core to the end of its poll, and ends.
// Ending. Stop() closes the injection queue and wakes everyone; each worker hands what is left in its core to ThreadPool polls,
//   where cleanup of aborted tasks can finish, and its thread ends.

/// <summary>The shared half of the workers: where a scheduled task goes, and who is woken for it.</summary>
internal sealed class Scheduler : IScheduler
{
    private readonly ThreadSettings _threads;
    private readonly Lock _workersGate = new();

    /// <summary>Every thread that works or is blocked in a poll. Replaced, under its lock, never changed.</summary>
    private AtomicRef<Worker[]> _workers;
    private AtomicBool _isStopping;

    public Scheduler(int workers, int maxExtraThreads, int? globalQueueInterval, ThreadSettings threads)
    {
        MaxExtraThreads = maxExtraThreads;
        _threads = threads;
        Blocked = new BlockedWorkers(this, $"{threads.Name}-relief");
        Idle = new IdleWorkers(workers);
        Cores = new WorkerCore[workers];
        var threadsOfCores = new Worker[workers];
        for (var i = 0; i < workers; i++)
        {
            Cores[i] = new WorkerCore(i, globalQueueInterval);
            threadsOfCores[i] = new Worker(this, Cores[i], threads);
        }

        _workers = new AtomicRef<Worker[]>(threadsOfCores);
    }

    public WorkerCore[] Cores { get; }

    public InjectionQueue Injection { get; } = new();

    public IdleWorkers Idle { get; }

    public bool IsStopping => _isStopping.Read();

    public BlockedWorkers Blocked { get; }

    /// <summary>The threads that work, and those that lost their core and have not come to the end of their poll.</summary>
    public ReadOnlySpan<Worker> Workers => _workers.Read()!;

    public int MaxExtraThreads { get; }

    /// <summary>Threads beyond the configured number, because that many are blocked.</summary>
    public int ExtraThreads => Math.Max(0, Workers.Length - Cores.Length);

    /// <summary>This thread's core, if it is a worker of this scheduler that holds one.</summary>
    public WorkerCore? CoreOfThisThread => Worker.Current is { } worker && worker.Scheduler == this ? worker.Core : null;

    IReadOnlyList<WorkerCounters> IScheduler.Counters => Cores;

    WorkerCounters? IScheduler.CountersOfThisThread => CoreOfThisThread;

    int IScheduler.QueueDepth => Injection.Count;

    public void Start()
    {
        foreach (var worker in Workers)
            worker.Start();
    }

    /// <summary>Queues a task that became ready: next on this worker, or for anyone.</summary>
    public void Schedule(RuntimeTask task)
    {
        var core = CoreOfThisThread;
        if (core is null)
        {
            Inject(task);
            return;
        }

        if (core.Slot.Put(task) is { } displaced)
            Publish(core, displaced);
    }

    /// <summary>Queues a task that gave up its turn: behind all that is queued here.</summary>
    public void ScheduleLast(RuntimeTask task)
    {
        var core = CoreOfThisThread;
        if (core is null)
            Inject(task);
        else if (core.Queue.Count > 0 || !core.Slot.IsEmpty || !core.Queue.TryPush(task))
            Publish(core, task);
    }

    public bool TryEnterWait() => Worker.Current is { } worker && worker.Scheduler == this && worker.TryEnterWait();

    public void LeaveWait() => Worker.Current!.LeaveWait();

    public IReadOnlyCollection<RuntimeTask> Polling() => [.. _workers.Read()!.Select(static worker => worker.Polling).OfType<RuntimeTask>()];

    /// <summary>Announces all that is in a core: its worker will not come to it for a while.</summary>
    public void PublishAll(WorkerCore core)
    {
        if (core.Slot.Take() is { } task)
            Publish(core, task);
        else if (core.Queue.Count > 0)
            Announce(core);
    }

    /// <summary>Gives the core of a blocked worker to a new thread. False: the worker goes on by itself, or there are too many threads.</summary>
    public bool TryHandOver(Worker blocked) => TryHandOver(blocked, MaxExtraThreads);

    /// <summary>The same for a body that said it will block, and may rely on being no worker any more: without a limit.</summary>
    public void HandOver(Worker blocking) => TryHandOver(blocking, int.MaxValue);

    /// <summary>The thread of this worker ends.</summary>
    public void Remove(Worker ended)
    {
        lock (_workersGate)
            _workers.Write([.. _workers.ReadOwn()!.Where(worker => worker != ended)]);
    }

    /// <summary>Ends all workers after the poll that each is in.</summary>
    public void Stop()
    {
        _isStopping.Write(true);
        Injection.Close();
        AbandonInjected();
        Idle.WakeAll();
        Blocked.Stop();
        // A worker that is stuck in a poll will not empty its core before it is too late for those who wait for these tasks.
        foreach (var core in Cores)
            AbandonAll(core);
    }

    public void JoinThreads(TimeSpan timeout)
    {
        foreach (var worker in Workers)
            worker.JoinUnlessPolling(timeout);
    }

    /// <summary>Empties a core from any thread; as a thief, for its worker may be at it too.</summary>
    public static void AbandonAll(WorkerCore core)
    {
        if (core.Slot.Steal() is { } warm)
            Abandon(warm);
        var loot = new LocalQueue(core.Queue.Capacity);
        while (core.Queue.StealInto(loot, out _) is { } task)
        {
            Abandon(task);
            while (loot.Pop() is { } next)
                Abandon(next);
        }
    }

    /// <summary>What no worker will run: not started, it is cancelled; started, its cleanup goes on with the ThreadPool.</summary>
    public static void Abandon(RuntimeTask task)
    {
        if (!task.TryForestall())
            PoolPoll.Queue(task);
    }

    private void Inject(RuntimeTask task)
    {
        Injection.Push(task);
        AnnounceInjected();
    }

    private void AnnounceInjected()
    {
        Idle.NotifyAfterPublish();
        if (Injection.IsClosed)
            AbandonInjected();
    }

    private void AbandonInjected()
    {
        while (Injection.Pop() is { } task)
            Abandon(task);
    }

    private bool TryHandOver(Worker blocked, int limit)
    {
        Worker next;
        lock (_workersGate)
        {
            if (ExtraThreads >= limit || blocked.Core is not { } core || !blocked.TryGiveUp())
                return false;
            next = new Worker(this, core, _threads);
            _workers.Write([.. _workers.ReadOwn()!, next]);
        }

        StartForSure(next);
        return true;
    }

    /// <summary>The core is ours and has a thread no more: it must get one, also from a system that is out of them for a moment.</summary>
    private static void StartForSure(Worker worker)
    {
        while (true)
        {
            try
            {
                worker.Start();
                return;
            }
            catch (OutOfMemoryException)
            {
                Thread.Sleep(10);
            }
        }
    }

    private void Publish(WorkerCore core, RuntimeTask task)
    {
        core.IsPublishing = true;
        if (!core.Queue.TryPush(task))
            Overflow(core, task);
        Announce(core);
    }

    private void Announce(WorkerCore core)
    {
        core.IsPublishing = true;
        Idle.NotifyAfterPublish();
        core.IsPublishing = false;
    }

    private void Overflow(WorkerCore core, RuntimeTask task)
    {
        var half = core.OverflowBuffer;
        var taken = half.AsSpan(0, core.Queue.TakeHalf(half));
        if (taken.IsEmpty)
        {
            // A thief is at work and room is about to appear: one task outside is cheaper than waiting for it.
            Injection.Push(task);
            AnnounceInjected();
            return;
        }

        Injection.Push(taken);
        taken.Clear();
        AnnounceInjected();
        if (!core.Queue.TryPush(task))
            throw new InvalidOperationException("Half of a full queue was taken out and there is still no room.");
    }
}
