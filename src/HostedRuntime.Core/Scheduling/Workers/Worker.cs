using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>A worker thread: it finds a task, runs it, and parks if there is none.</summary>
internal sealed class Worker : PollingThread
{
    [ThreadStatic]
    private static Worker? t_current;

    // How long a worker looks again before it sleeps. A spinning worker is reached much faster than a sleeping one. The spin is wasted
    // whenever work runs out, so it takes less time than a wake.
    private const int SpinRounds = 40;
    private const int SpinIterations = 8;
    private const int YieldInterval = 4;

    private const int MaxRun = 64;

    /// <summary>
    /// Written by this thread only. A thread that gives the core away writes <see cref="_wait"/>, and this thread reads that when it comes
    /// back.
    /// </summary>
    private WorkerCore? _core;
    private WorkerBlockState _wait;

    /// <summary>
    /// The present wait. It guards against waits inside the handling of a wait. Written by this thread only, read by any.
    /// </summary>
    private KnownWait _knownWait;

    /// <summary>The method that blocks this thread, if it was looked for. Written by this thread before the wait, read by any.</summary>
    private string? _blockedIn;

    /// <summary>The poll of the core in which this worker lost it. Written before the core is given away.</summary>
    private long _lastPoll;
    private AtomicBool _hasAnnounced;

    public Worker(Scheduler scheduler, WorkerCore core, ThreadSettings settings) : base(settings, $"w{core.Index}")
    {
        Scheduler = scheduler;
        _core = core;
    }

    /// <summary>The worker whose thread this is, or null.</summary>
    public static Worker? Current => t_current;

    public Scheduler Scheduler { get; }

    /// <summary>
    /// The core that the worker holds; null once it was given to another thread. The loop then ends after the current poll.
    /// </summary>
    public WorkerCore? Core => _core;

    /// <summary>True while the thread is blocked and its core may be given to another thread.</summary>
    public bool IsWaiting => _wait.IsWaiting;

    /// <summary>The round of <see cref="BlockedWorkers"/> in which the wait began.</summary>
    public int WaitRound { get; private set; }

    /// <summary>True if the body has announced that it blocks, so that its stall is not reported.</summary>
    public override bool IsExcused => _hasAnnounced.Read();

    protected override KnownWait KnownWait => _knownWait;

    protected override string? BlockedIn => _blockedIn;

    /// <inheritdoc cref="PollingThread.LookAsWorker"/>
    public WorkerView Look(TimeSpan stallThreshold)
    {
        var core = _core;
        var (isParked, depth) = (core?.Parker.IsSleeping == true, core?.QueueDepth ?? 0);
        // In this order, as in PollNumber: a core that was given away tells of its next thread, and this one notices that only later.
        Fence.Loads();
        return core is null || _wait.IsCoreTaken ? LookAsWorker(-1, isParked: false, 0, stallThreshold) : LookAsWorker(core.Index, isParked, depth, stallThreshold);
    }

    protected override long PollNumber
    {
        get
        {
            // In this order. Otherwise a count that the core's next thread has raised could be taken for this thread's count.
            var polls = _core?.Polls ?? 0;
            Fence.Loads();
            return _wait.IsCoreTaken ? _lastPoll : polls;
        }
    }

    /// <summary>
    /// Returns whether the thread has been in one poll for the threshold in no wait that we know of. It still holds its core, and may use
    /// it at any moment.
    /// </summary>
    public bool IsStuck(TimeSpan threshold) => Clock.Seen >= threshold && !_wait.IsWaiting && !_wait.IsCoreTaken;

    /// <summary>
    /// Prepares a wait that blocks this thread: publishes the tasks that only this thread could reach, and lets the core be given away.
    /// Owner thread only.
    /// </summary>
    /// <returns>
    /// True if <see cref="LeaveWait"/> must follow. False outside of a poll, or if the engine itself waits for one of its short locks and
    /// still needs the core.
    /// </returns>
    public bool TryEnterWait()
    {
        var context = ThreadContext.Current;
        if (_knownWait != KnownWait.None || !context.IsPolling || _core is { IsPublishing: true })
            return false;
        _blockedIn = null;
        _knownWait = Holds.IsEntering ? KnownWait.OwnLock : KnownWait.OfBody;
        if (_knownWait == KnownWait.OfBody)
            _blockedIn = BlockedFrame.Find();
        // Without a core the wait is only noted, for snapshots.
        if (_core is not { } core)
            return true;
        OwnPoller.TakeNextJoin()?.Resume();
        Scheduler.PublishAll(core);
        WaitRound = Scheduler.Blocked.Round;
        _wait.Enter();
        if (Scheduler.WorkerSet.MaxExtraThreads > 0)
            Scheduler.Blocked.Watch();
        return true;
    }

    /// <summary>
    /// Ends a wait. If the core was given away, the thread goes on without it until the end of this poll. Owner thread only.
    /// </summary>
    public void LeaveWait()
    {
        _knownWait = KnownWait.None;
        if (_core is null || _wait.TryLeave())
            return;
        _core = null;
        BlockingGuard.IsWorkerThread = false;
    }

    /// <summary>Gives the core to a new thread, for a body that says it will block. Owner thread only.</summary>
    /// <returns>
    /// False if the core stayed because the system has no thread left: <see cref="EndInPlace"/> must follow the body. Otherwise true.
    /// </returns>
    /// <remarks>
    /// A body that runs with the core may block like one without. What the core holds was announced, and its waits are relieved once there
    /// is a thread.
    /// </remarks>
    public bool TryTransferCore()
    {
        // In a hook between two polls the loop itself still uses the core.
        if (!ThreadContext.Current.IsPolling)
            return true;
        _hasAnnounced.Write(true);
        if (_core is null || !TryEnterWait())
            return true;
        var result = Scheduler.WorkerSet.TransferCore(this);
        LeaveWait();
        if (result != CoreTransferResult.NoThread || _core is null)
            return true;
        BlockingGuard.IsWorkerThread = false;
        return false;
    }

    /// <summary>Ends a body that ran with the core after <see cref="TryTransferCore"/> returned false. Owner thread only.</summary>
    public void EndInPlace()
    {
        if (_core is null)
            return;
        BlockingGuard.IsWorkerThread = true;
        _hasAnnounced.Write(false);
    }

    /// <summary>Claims the core of this blocked worker. Any thread.</summary>
    /// <returns>True for one caller, which gives the core to another thread; otherwise false.</returns>
    public bool TryGiveUp(WorkerCore core)
    {
        _lastPoll = core.Polls;
        return _wait.TryTakeCore();
    }

    protected override void Run()
    {
        BlockingGuard.IsWorkerThread = true;
        var poller = Enter(runsNextJoin: true);
        t_current = this;
        Settings.EnterWorker?.Invoke();
        var index = _core!.Index;
        _core.Clock.Start();
        // Pairs with the look of a watcher that has asked all cores and sleeps: this core may be new.
        Scheduler.Watch.Nudge();
        WorkerEvents.OnStarted(Settings, index);

        while (!Scheduler.IsStopping)
        {
            // Checked between rounds only, because a worker that is retired may run a few more polls.
            if (_core is { IsRetiring: true })
                break;
            if (RunReady(poller))
            {
                poller.RestoreBackground();
                continue;
            }

            poller.LeaveTask();
            // Read again after each call into user code, because that may have given the core to another thread.
            if (_core is not { } core)
                break;
            if (!TryRunFound(core, poller) && !Scheduler.IsStopping)
                Park(core, poller);
        }

        // From here on the thread is no worker. A task that a hook or a late callback schedules on it must not land in a core that no
        // thread reads.
        poller.LeaveTask();
        t_current = null;
        var left = _core is { IsRetiring: true } ? _core : null;
        (left ?? _core)?.Clock.Stop();
        if (left is not null)
            Scheduler.DrainAndRetire(left);
        else if (_core is { } last)
            Scheduler.AbandonAll(last);
        WorkerEvents.OnEnding(Settings, index);
        _core = null;
        Scheduler.WorkerSet.Remove(this, left);
    }

    /// <summary>Runs tasks that the worker can get without disturbing others.</summary>
    /// <returns>False if there are no more; otherwise true.</returns>
    /// <remarks>
    /// A method of its own, so that the frame of a sleeping worker keeps no ended task alive. It returns now and then even if there is more
    /// work, because the JIT replaces the code of a method only between two calls. A loop for the life of the thread would keep code that
    /// was compiled without a profile.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunReady(TaskPoller poller)
    {
        for (var round = 0; round < MaxRun && !Scheduler.IsStopping; round++)
        {
            if (_core is not { } core || WorkSearch.Next(core, Scheduler, out var wait) is not { } task)
                return false;
            Poll(core, poller, task, wait);
        }

        return true;
    }

    /// <summary>
    /// Runs a task that a search finds. A method of its own so that the frame of a sleeping worker keeps no ended task alive.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRunFound(WorkerCore core, TaskPoller poller)
    {
        var task = Search(core);
        if (task is null)
            return false;
        Poll(core, poller, task, wait: null);
        return true;
    }

    private void Poll(WorkerCore core, TaskPoller poller, RuntimeTask task, Resumption? wait)
    {
        if (core.IsSearching)
            EndSearch(core);
        core.Polls++;
        WorkerHooks.Poll(Settings, poller, task, wait);
        while (poller.TakeNextJoin() is { } join)
            GoOn(poller, join);
    }

    /// <summary>
    /// Polls the task that joined the one which has just ended, as if it came from the slot. If the slot has had its turns, the core is
    /// gone or the scheduler stops, the task is scheduled instead.
    /// </summary>
    private void GoOn(TaskPoller poller, JoinWait join)
    {
        if (_core is not { } core || !core.TrySpendSlotRun() || Scheduler.IsStopping)
        {
            join.Resume();
            return;
        }

        core.Polls++;
        if (core.Sampler.IsDue())
            core.Sampler.Pick(join.Awaiting, Settings);
        WorkerHooks.Poll(Settings, poller, join.Awaiting, join);
    }

    private RuntimeTask? Search(WorkerCore core)
    {
        if (!core.IsSearching && !(core.IsSearching = Scheduler.Idle.TryBeginSearch()))
            return null;

        for (var round = 0; round < SpinRounds && !Scheduler.IsStopping; round++)
        {
            if (WorkSearch.Steal(core, Scheduler) is { } task)
                return task;
            if (round % YieldInterval != YieldInterval - 1)
                Thread.SpinWait(SpinIterations);
            else if (!TryYield(core))
                return null;
        }

        return null;
    }

    /// <summary>Gives up the processor in the middle of a search.</summary>
    /// <returns>True if the worker may go on searching; false if enough others search.</returns>
    /// <remarks>
    /// If there are more threads than processors, a spinning worker may occupy the processor for which the thread that it waits for is
    /// queued. The wake of that thread then takes as long as the whole spin. It may be milliseconds until this worker runs again. So it is
    /// no searcher meanwhile, and a publisher has to wake another worker.
    /// </remarks>
    private bool TryYield(WorkerCore core)
    {
        EndSearch(core);
        Thread.Yield();
        return core.IsSearching = Scheduler.Idle.TryBeginSearch();
    }

    private void EndSearch(WorkerCore core)
    {
        core.IsSearching = false;
        if (Scheduler.Idle.EndSearch() && WorkSearch.AnyWork(Scheduler))
            Scheduler.Idle.NotifyAfterPublish();
    }

    private void Park(WorkerCore core, TaskPoller poller)
    {
        WorkerEvents.OnParking(Settings, core.Index);
        poller.RestoreBackground();
        // The hook may have spawned a task, and no other thread sees the task in the slot.
        if (!core.Slot.IsEmpty || core.Queue.Count > 0)
            return;

        core.Parks++;
        var last = Scheduler.Idle.Park(core.Parker, core.IsSearching);
        core.IsSearching = false;
        if (last && WorkSearch.AnyWork(Scheduler))
            Scheduler.Idle.NotifyAfterPublish();
        // A stop that began before this worker was added to the parked ones has not woken it.
        if (Scheduler.IsStopping)
            Scheduler.Idle.WakeAll();
        // A watchdog that retired this worker before that has not woken it either.
        if (core.IsRetiring)
            Scheduler.Idle.Wake(core.Parker);

        core.Clock.Park();
        Scheduler.Watch.Sleep(core);
        core.Clock.Unpark();
        StallWatchdog.Wake();
        core.InjectionTick.Restart();
        core.IsSearching = true;
        WorkerEvents.OnUnparked(Settings, core.Index);
    }
}
