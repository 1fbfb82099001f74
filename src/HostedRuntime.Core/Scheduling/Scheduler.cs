using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

// Structure. A scheduler has one WorkerCore a worker (queue, slot, counters), one InjectionQueue for what comes from outside,
//   and IdleWorkers, which knows who sleeps. A Worker is a thread that holds a core; the two are separate, so that a core can
//   go on with another thread when its own is blocked.
// Policy. A task scheduled by a worker goes into that worker's slot, what was there moves to the back of its queue; a task that
//   yields goes to the back at once; a task scheduled from elsewhere goes to the injection queue. Order of looking: WorkSearch.
// Stealing. An idle worker takes half of another's queue. The slot is not stolen from a worker that works: the silence below
//   depends on it; one whose poll goes on is found by SlotWatch.
// Parking. Whoever publishes a task where others can find it calls IdleWorkers.NotifyAfterPublish, which holds the proof that
//   no task is forgotten. Filling one's own empty slot, or pushing a yield where nothing else waits, is not announced: the
//   same worker takes it as soon as the poll that it is in returns.
// Blocking. A task is told by the BCL when its body blocks the thread (Task.Wait, a contended lock). The worker then publishes
//   its slot and says so in its WorkerBlockState; BlockedWorkers gives its core to a new thread if that lasts. The blocked thread goes on
//   without a core to the end of its poll, and ends.
// Stalls. What the BCL tells nobody (Thread.Sleep, computing, native calls) the process's StallWatchdog finds. A stuck worker keeps
//   its core, for it may use it at any moment; what lies in its slot is put where others find it, and while work waits that nobody
//   takes, a stand-in with a core of its own joins (WorkerSet), and leaves when the stall is over.
// Ending. Stop() closes the injection queue and wakes everyone; each worker hands what is left in its core to ThreadPool polls,
//   where cleanup of aborted tasks can finish, and its thread ends.

/// <summary>The shared half of the workers: where a scheduled task goes, and who is woken for it.</summary>
internal sealed class Scheduler : IScheduler
{
    private readonly ThreadSettings _threads;
    private StallWatch? _stalls;
    private AtomicBool _isStopping;

    public Scheduler(int workers, int maxExtraThreads, int? globalQueueInterval, TimeSpan stallThreshold, ThreadSettings threads)
    {
        _threads = threads;
        Blocked = new BlockedWorkers(this, threads.NameOf("relief"));
        Idle = new IdleWorkers(workers);
        Watch = new SlotWatch(this);
        WorkerSet = new WorkerSet(this, workers, maxExtraThreads, globalQueueInterval, threads);
        _stalls = StallWatch.Create(new StalledWorkers(this), stallThreshold, threads);
    }

    public WorkerSet WorkerSet { get; }

    public WorkerCore[] Cores => WorkerSet.Cores;

    public InjectionQueue Injection { get; } = new();

    public IdleWorkers Idle { get; }

    public SlotWatch Watch { get; }

    public bool IsStopping => _isStopping.Read();

    public BlockedWorkers Blocked { get; }

    /// <summary>The threads that work, and those that lost their core and have not come to the end of their poll.</summary>
    public ReadOnlySpan<Worker> Workers => WorkerSet.Workers;

    /// <summary>This thread's core, if it is a worker of this scheduler that holds one.</summary>
    public WorkerCore? CoreOfThisThread => CoreOf(ThreadContext.CurrentOrNull);

    IReadOnlyList<WorkerCounters> IScheduler.Counters => Cores;

    WorkerCounters? IScheduler.CountersOfThisThread => CoreOfThisThread;

    int IScheduler.QueueDepth => Injection.Count;

    int IScheduler.ExtraThreads => WorkerSet.ExtraThreads;

    public void Start()
    {
        // Held until all are there: a worker that ran a body could not be taken back.
        WorkerSet.StartHeld();
        try
        {
            // The watch last: its thread is the process's.
            Blocked.Start();
            _stalls?.Start();
        }
        catch (ThreadUnavailableException)
        {
            Blocked.Dismiss();
            WorkerSet.Dismiss();
            throw;
        }

        Blocked.Release();
        WorkerSet.Release();
    }

    public void WatchStalls(TimeSpan threshold, bool isStarted)
    {
        _stalls = StallWatch.Replace(_stalls, StallWatch.Create(new StalledWorkers(this), threshold, _threads), isStarted);
        // Nobody would send them away any more.
        if (_stalls is null)
            WorkerSet.Retire(int.MaxValue, Idle);
    }

    /// <summary>Queues a task that became ready: next on this worker, or for anyone.</summary>
    public void Schedule(RuntimeTask task) => Schedule(task, CoreOfThisThread);

    /// <summary>The same for a task that goes on with a wait.</summary>
    public void Schedule(RuntimeTask task, PendingWait wait) => Schedule(task, CoreOfThisThread, wait);

    /// <summary>The same where this thread's core is known.</summary>
    public void Schedule(RuntimeTask task, WorkerCore? core, PendingWait? wait = null)
    {
        if (core is null)
        {
            Inject(wait is null ? task : task.Keep(wait));
            return;
        }

        if (core.Slot.Put(task, wait) is { } displaced)
            Publish(core, displaced);
    }

    /// <summary>Queues a task that gave up its turn: behind all that is queued here.</summary>
    public void ScheduleLast(RuntimeTask task, ThreadContext here)
    {
        var core = CoreOf(here);
        if (core is null)
        {
            Inject(task);
            return;
        }

        core.Yields++;
        if (core.Queue.Count > 0 || !core.Slot.IsEmpty || !core.Queue.TryPush(task))
            Publish(core, task);
        else
            core.Slot.OnSilentPush();
    }

    /// <summary>The same, to go on with that: brought along by the slot where nothing else is queued here.</summary>
    public void ScheduleLast(RuntimeTask task, Delegate callback, object? state, ThreadContext here)
    {
        if (CoreOf(here) is { } core && core.Queue.Count == 0 && core.Slot.IsEmpty && InlineContinuation.Of(here) is { IsFree: true } carried)
        {
            core.Yields++;
            core.Slot.Put(task, carried.Load(callback, state));
        }
        else
        {
            ScheduleLast(task.Keep(callback, state), here);
        }
    }

    public bool TryEnterWait() => Worker.Current is { } worker && worker.Scheduler == this && worker.TryEnterWait();

    public void LeaveWait() => Worker.Current!.LeaveWait();

    public IReadOnlyCollection<RuntimeTask> Polling() => [.. WorkerSet.Workers.Select(static worker => worker.Polling).OfType<RuntimeTask>()];

    /// <summary>Announces all that is in a core: its worker will not come to it for a while.</summary>
    public void PublishAll(WorkerCore core)
    {
        if (core.Slot.Take() is { } task)
            Publish(core, task);
        else if (core.Queue.Count > 0)
            Announce(core);
    }

    /// <summary>
    /// Puts what lies in a stuck worker's slot where others find it, and announces what its queue holds: the last push onto an
    /// empty one was silent. From any thread; again as long as the worker is stuck, for it may fill its slot again.
    /// </summary>
    public void OpenSlotToThieves(WorkerCore core)
    {
        if (!core.Slot.IsEmpty && core.Slot.Steal() is { } task)
            Inject(task);
        else if (core.Queue.Count > 0)
            Idle.NotifyAfterPublish();
    }

    /// <summary>Gives away all that is in a core, whose worker leaves for good. The worker's own.</summary>
    public void DrainAndRetire(WorkerCore core)
    {
        if (core.IsSearching)
        {
            core.IsSearching = false;
            Idle.EndSearch();
        }

        while ((core.Slot.Take() ?? core.Queue.Pop()) is { } task)
            Injection.Push(task);
        // Also with nothing to give away: it may have been the last searcher, and whoever published meanwhile relied on it.
        AnnounceInjected();
    }

    /// <summary>Ends all workers after the poll that each is in.</summary>
    public void Stop()
    {
        _isStopping.Write(true);
        _stalls?.Stop();
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
        if (!task.TryCancelBeforeStart())
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

    private WorkerCore? CoreOf(ThreadContext? here) => Worker.Of(here) is { } worker && worker.Scheduler == this ? worker.Core : null;
}
