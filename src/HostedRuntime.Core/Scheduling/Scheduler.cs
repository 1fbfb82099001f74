using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

// Structure. A scheduler has one WorkerCore for each worker (queue, slot, counters), one InjectionQueue for tasks from other
//   threads, and IdleWorkers, which knows which workers sleep. A Worker is a thread that holds a core. The two are separate, so that
//   a core can move to another thread if its own thread is blocked.
// Policy. A task that a worker schedules goes into that worker's slot. The task that was there moves to the back of the worker's
//   queue. A task that yields goes to the back at once. A task that another thread schedules goes to the injection queue. WorkSearch
//   has the order in which a worker looks for tasks.
// Stealing. An idle worker takes half of another worker's queue. The slot of a running worker is not stolen from, because the silent
//   push below depends on it. If the poll of that worker goes on for long, SlotWatch finds the task.
// Parking. A thread that publishes a task where other workers can find it calls IdleWorkers.NotifyAfterPublish, which holds the proof
//   that no task is forgotten. Two operations are silent: a worker fills its own empty slot, or pushes a yield where nothing else
//   waits. The same worker takes that task as soon as its present poll returns.
// Blocking. The BCL notifies a task when its body blocks the thread (Task.Wait, a contended lock). The worker then publishes its slot
//   and marks its WorkerBlockState. If the wait lasts, BlockedWorkers transfers the core to a new thread. The blocked thread goes on
//   without a core to the end of its poll, and ends.
// Stalls. The BCL does not notify the runtime of Thread.Sleep, long computations and native calls. The process's StallWatchdog finds
//   them. A stuck worker keeps its core, because it may use it at any moment. The task in its slot is put where other workers find it.
//   While tasks wait that no worker takes, a stand-in with a core of its own joins (WorkerSet). It leaves when the stall is over.
// Ending. Stop() closes the injection queue and wakes all workers. Each worker passes the tasks in its core to ThreadPool polls, where
//   the cleanup of aborted tasks can finish, and its thread ends.

/// <summary>The state that the workers share. Decides where a scheduled task goes and which worker is woken for it.</summary>
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

    /// <summary>The threads that work, and those that have lost their core and are still in their last poll.</summary>
    public ReadOnlySpan<Worker> Workers => WorkerSet.Workers;

    /// <summary>This thread's core, if it is a worker of this scheduler that holds one.</summary>
    public WorkerCore? CoreOfThisThread => Worker.Current is { } worker && worker.Scheduler == this ? worker.Core : null;

    IReadOnlyList<WorkerCounters> IScheduler.Counters => Cores;

    WorkerCounters? IScheduler.CountersOfThisThread => CoreOfThisThread;

    int IScheduler.QueueDepth => Injection.Count;

    int IScheduler.ExtraThreads => WorkerSet.ExtraThreads;

    public void Start()
    {
        // The threads are held until all of them exist, because a worker that has run a body could not be taken back.
        WorkerSet.StartHeld();
        try
        {
            // The watch comes last, because its thread belongs to the process.
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
        // Nothing would retire the stand-ins any more.
        if (_stalls is null)
            WorkerSet.Retire(int.MaxValue, Idle);
    }

    /// <summary>Queues a task that became ready: next on this worker, or for any worker.</summary>
    public void Schedule(RuntimeTask task) => Schedule(task, CoreOfThisThread);

    /// <summary>Queues a task that became ready, with the wait that it goes on with.</summary>
    public void Schedule(RuntimeTask task, Resumption wait) => Schedule(task, CoreOfThisThread, wait);

    /// <summary>Queues a task that became ready, where this thread's core is known.</summary>
    public void Schedule(RuntimeTask task, WorkerCore? core, Resumption? wait = null)
    {
        if (core is null)
        {
            TaskSampler.CountOutside(task, _threads);
            Inject(wait is null ? task : task.Keep(wait));
            return;
        }

        if (core.Sampler.IsDue())
            core.Sampler.Pick(task, _threads);
        if (core.Slot.Put(task, wait) is { } displaced)
            Publish(core, displaced);
    }

    /// <summary>Queues a task that yields, behind everything that is queued here.</summary>
    public void ScheduleLast(RuntimeTask task, ThreadContext here)
    {
        var core = CoreOfThisThread;
        if (core is null)
        {
            TaskSampler.CountOutside(task, _threads);
            Inject(task);
            return;
        }

        if (core.Sampler.IsDue())
            core.Sampler.Pick(task, _threads);
        core.Yields++;
        if (core.Queue.Count > 0 || !core.Slot.IsEmpty || !core.Queue.TryPush(task))
            Publish(core, task);
        else
            core.Slot.OnSilentPush();
    }

    /// <summary>
    /// Queues a task that yields and goes on with a callback. If nothing else is queued here, the slot carries the callback.
    /// </summary>
    public void ScheduleLast(RuntimeTask task, Delegate callback, object? state, ThreadContext here)
    {
        if (CoreOfThisThread is { } core && core.Queue.Count == 0 && core.Slot.IsEmpty && InlineContinuation.Of(here) is { IsFree: true } inline)
        {
            if (core.Sampler.IsDue())
                core.Sampler.Pick(task, _threads);
            core.Yields++;
            core.Slot.Put(task, inline.Load(callback, state));
        }
        else
        {
            ScheduleLast(task.Keep(callback, state), here);
        }
    }

    public bool TryEnterWait() => Worker.Current is { } worker && worker.Scheduler == this && worker.TryEnterWait();

    public void LeaveWait() => Worker.Current!.LeaveWait();

    public bool IsAwake => WorkerSet.ExtraThreads > 0 || Idle.Parked < Workers.Length;

    public void MeasureDelay()
    {
        _threads.Delays.Want();
        foreach (var core in Cores)
            core.Sampler.MakeDue();
    }

    public IReadOnlyList<WorkerView> LookAtWorkers(TimeSpan stallThreshold) => [.. WorkerSet.Workers.Select(worker => worker.Look(stallThreshold))];

    public IReadOnlyCollection<RuntimeTask> Polling() => [.. WorkerSet.Workers.Select(static worker => worker.Polling).OfType<RuntimeTask>()];

    /// <summary>Announces all tasks in a core, because its worker will not come to them for a while.</summary>
    public void PublishAll(WorkerCore core)
    {
        if (core.Slot.Take() is { } task)
            Publish(core, task);
        else if (core.Queue.Count > 0)
            Announce(core);
    }

    /// <summary>
    /// Puts the task in the slot of a stuck worker where other workers find it, and announces the tasks in its queue. Called again while
    /// the worker is stuck, because the worker may fill its slot again. Any thread.
    /// </summary>
    /// <remarks>The queue is announced because the last push onto an empty queue was silent.</remarks>
    public void OpenSlotToThieves(WorkerCore core)
    {
        if (!core.Slot.IsEmpty && core.Slot.Steal() is { } task)
            Inject(task);
        else if (core.Queue.Count > 0)
            Idle.NotifyAfterPublish();
    }

    /// <summary>Gives away all tasks in a core whose worker retires. Owner thread only.</summary>
    public void DrainAndRetire(WorkerCore core)
    {
        if (core.IsSearching)
        {
            core.IsSearching = false;
            Idle.EndSearch();
        }

        while ((core.Slot.Take() ?? core.Queue.Pop()) is { } task)
            Injection.Push(task);
        // Even if there is nothing to give away, because this may have been the last searcher and a publisher may have relied on it.
        AnnounceInjected();
    }

    /// <summary>Ends all workers, each after its present poll.</summary>
    public void Stop()
    {
        _isStopping.Write(true);
        _stalls?.Stop();
        Injection.Close();
        AbandonInjected();
        Idle.WakeAll();
        Blocked.Stop();
        // A worker that is stuck in a poll would empty its core too late for the code that waits for these tasks.
        foreach (var core in Cores)
            AbandonAll(core);
    }

    public void JoinThreads(TimeSpan timeout)
    {
        foreach (var worker in Workers)
            worker.JoinUnlessPolling(timeout);
    }

    /// <summary>Empties a core. Steals as a thief, because the worker of the core may use it at the same time. Any thread.</summary>
    public static void AbandonAll(WorkerCore core)
    {
        if (core.Slot.Steal() is { } inSlot)
            Abandon(inSlot);
        var loot = new LocalQueue(core.Queue.Capacity);
        while (core.Queue.StealInto(loot, out _) is { } task)
        {
            Abandon(task);
            while (loot.Pop() is { } next)
                Abandon(next);
        }
    }

    /// <summary>
    /// Handles a task that no worker will run. If it has not started it is cancelled; otherwise its cleanup runs on the ThreadPool.
    /// </summary>
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
            // A thief is stealing, so room is about to appear. To inject one task is cheaper than to wait for it.
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
