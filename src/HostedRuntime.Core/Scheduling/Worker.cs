using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>One worker thread: find, run, park.</summary>
internal sealed class Worker : PollingThread
{
    // Rounds of looking again before sleeping, each some 300 ns apart: a spinning worker is reached in about 1 us, a sleeping one
    // in 25, and what is spent in vain is 12 us for each time that work runs out.
    private const int SpinRounds = 40;
    private const int SpinIterations = 8;
    private const int YieldInterval = 4;

    private const int LongestRun = 64;

    /// <summary>The thread's own; who gives it away holds the word below, and the thread finds that out when it comes back.</summary>
    private WorkerCore? _core;
    private WaitWord _wait;

    /// <summary>Guards against waits inside the handling of a wait. The thread's own; the watchdog takes a look.</summary>
    private bool _isInWait;

    /// <summary>Which poll of the core it was that the core was lost in. Written before the core is given away.</summary>
    private long _lastPoll;
    private AtomicBool _hasSaidSo;

    public Worker(Scheduler scheduler, WorkerCore core, ThreadSettings settings) : base(settings, $"w{core.Index}")
    {
        Scheduler = scheduler;
        _core = core;
    }

    /// <summary>The worker whose thread this is, or null.</summary>
    public static Worker? Current => Of(PollCell.OfThisThreadIfAny);

    /// <summary>The worker of the thread with that cell, or null.</summary>
    public static Worker? Of(PollCell? cell) => Unsafe.As<Worker>(cell?.Worker);

    public Scheduler Scheduler { get; }

    /// <summary>What it works with; null once it was handed to another thread: then the loop ends after this poll.</summary>
    public WorkerCore? Core => _core;

    /// <summary>True while the thread is blocked and its core may be given to another.</summary>
    public bool IsWaiting => _wait.IsWaiting;

    /// <summary>The round of BlockedWorkers in which the wait began.</summary>
    public int WaitRound { get; private set; }

    /// <summary>The body said that it blocks, and no worker is held up by it.</summary>
    public override bool IsExcused => _hasSaidSo.Read();

    public override string? WaitsOn => _isInWait ? "a blocking wait (Task.Wait, .Result, a lock or a wait handle)" : base.WaitsOn;

    protected override long PollNumber
    {
        get
        {
            // In this order: a count that the core's next thread has raised is not taken for this one's.
            var polls = _core?.Polls ?? 0;
            Fence.Loads();
            return _wait.IsHandedOver ? _lastPoll : polls;
        }
    }

    /// <summary>True: in one poll for the threshold, and nobody told us that it blocks. Its core is its own and may be used at any moment.</summary>
    public bool IsStuck(TimeSpan threshold) => Clock.Seen >= threshold && !_wait.IsWaiting && !_wait.IsHandedOver;

    /// <summary>
    /// This thread is about to block. What only it could reach is published, and its core may go. False: there is no core to
    /// lose, or the engine itself waits for one of its short locks, and still needs it.
    /// </summary>
    public bool TryEnterWait()
    {
        var cell = PollCell.OfThisThread;
        if (_isInWait || !cell.IsPolling || _core is not { IsPublishing: false } core)
            return false;
        _isInWait = true;
        ((JoinWait?)cell.TakeHandedOver())?.Resume();
        Scheduler.PublishAll(core);
        WaitRound = Scheduler.Blocked.Round;
        _wait.Enter();
        if (Scheduler.Crew.MaxExtraThreads > 0)
            Scheduler.Blocked.Watch();
        return true;
    }

    /// <summary>This thread goes on: with its core if that is still there, else without until the end of this poll.</summary>
    public void LeaveWait()
    {
        _isInWait = false;
        if (_wait.TryLeave())
            return;
        _core = null;
        BlockingGuard.IsWorkerThread = false;
    }

    /// <summary>
    /// Gives the core up, for a body that says that it will block. Where the system has no thread to take it, the body runs with it: what the
    /// core holds was announced, the thread may block as one without a core, and its waits are relieved when there is a thread.
    /// </summary>
    /// <returns>False if the core stayed here: <see cref="EndInPlace"/> has to follow the body.</returns>
    public bool TryHandOver()
    {
        // In a hook between two polls the loop itself still holds the core.
        if (!PollCell.OfThisThread.IsPolling)
            return true;
        _hasSaidSo.Write(true);
        if (!TryEnterWait())
            return true;
        var result = Scheduler.Crew.HandOver(this);
        LeaveWait();
        if (result != HandOverResult.NoThread || _core is null)
            return true;
        BlockingGuard.IsWorkerThread = false;
        return false;
    }

    /// <summary>The body that blocked with the core in hand is over.</summary>
    public void EndInPlace()
    {
        if (_core is null)
            return;
        BlockingGuard.IsWorkerThread = true;
        _hasSaidSo.Write(false);
    }

    /// <summary>The one who gets true has the core to give.</summary>
    public bool TryGiveUp(WorkerCore core)
    {
        _lastPoll = core.Polls;
        return _wait.TryHandOver();
    }

    protected override void Run()
    {
        BlockingGuard.IsWorkerThread = true;
        var poller = Enter(handsOver: true);
        poller.Cell.Worker = this;
        Settings.EnterWorker?.Invoke();
        var index = _core!.Index;
        // Pairs with the look of a watcher that has asked all cores and sleeps: this one may be new.
        Scheduler.Watch.Nudge();
        HookCall.Invoke(Settings.Hooks.ThreadStarted, index);

        while (!Scheduler.IsStopping)
        {
            // Not after each poll: one that is sent away may as well run a few more.
            if (_core is { IsLeaving: true })
                break;
            if (RunReady(poller))
            {
                poller.RestoreBackground();
                continue;
            }

            poller.Rest();
            // Reloaded after each call into user code, which may have handed the core to another thread.
            if (_core is not { } core)
                break;
            if (!TryRunFound(core, poller) && !Scheduler.IsStopping)
                Park(core, poller);
        }

        // Not a worker any more: what a hook or a late callback on this thread schedules must not end in a core that nobody reads.
        poller.Rest();
        poller.Cell.Worker = null;
        var left = _core is { IsLeaving: true } ? _core : null;
        if (left is not null)
            Scheduler.Dissolve(left);
        else if (_core is { } last)
            Scheduler.AbandonAll(last);
        HookCall.Invoke(Settings.Hooks.ThreadStopping, index);
        _core = null;
        Scheduler.Crew.Remove(this, left);
    }

    /// <summary>
    /// Runs what the worker has or is given; false: no more of it. Apart, so that a worker that sleeps keeps no ended task alive in its frame; and left now and then
    /// with work at hand, because the JIT compiles a method anew when it is called again: a loop that runs for the life of its
    /// thread stays with code that was made without a profile (4 % of a join).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunReady(TaskPoller poller)
    {
        for (var round = 0; round < LongestRun && !Scheduler.IsStopping; round++)
        {
            if (_core is not { } core || WorkSearch.Next(core, Scheduler, out var wait) is not { } task)
                return false;
            Poll(core, poller, task, wait);
        }

        return true;
    }

    /// <summary>What is found with the others; apart for the same reason.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRunFound(WorkerCore core, TaskPoller poller)
    {
        var task = Search(core);
        if (task is null)
            return false;
        Poll(core, poller, task, wait: null);
        return true;
    }

    private void Poll(WorkerCore core, TaskPoller poller, RuntimeTask task, PendingWait? wait)
    {
        if (core.IsSearching)
            EndSearch(core);
        core.Polls++;
        HookCall.Poll(Settings.Hooks, poller, task, wait);
        while (poller.TakeHanded() is { } handed)
            GoOn(poller, handed);
    }

    /// <summary>
    /// The task that waited for the one which has just ended goes on at once, as it would from the slot; unless that had its turns, or the core
    /// was given away.
    /// </summary>
    private void GoOn(TaskPoller poller, JoinWait handed)
    {
        if (_core is not { } core || !core.TrySpendSlotRun() || Scheduler.IsStopping)
        {
            handed.Resume();
            return;
        }

        core.Polls++;
        HookCall.Poll(Settings.Hooks, poller, handed.Awaiting, handed);
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

    /// <summary>
    /// Lets another thread have the processor, in the middle of a search. Where there are more threads than processors, a spinning worker may sit on the very
    /// processor that the thread it waits for was queued to: that thread's wake-up then took as long as the whole spin. It may be milliseconds until this one
    /// runs again, so it is no searcher meanwhile: whoever publishes has to wake another. False: enough others search.
    /// </summary>
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
        HookCall.Invoke(Settings.Hooks.WorkerParking, core.Index);
        poller.RestoreBackground();
        // The hook may have spawned: what is in the slot is invisible to everyone else.
        if (!core.Slot.IsEmpty || core.Queue.Count > 0)
            return;

        core.Parks++;
        var last = Scheduler.Idle.Park(core.Parker, core.IsSearching);
        core.IsSearching = false;
        if (last && WorkSearch.AnyWork(Scheduler))
            Scheduler.Idle.NotifyAfterPublish();
        // A stop that began before this worker was among the parked has not seen it.
        if (Scheduler.IsStopping)
            Scheduler.Idle.WakeAll();
        // Nor did whoever sent it away.
        if (core.IsLeaving)
            Scheduler.Idle.Wake(core.Parker);

        Scheduler.Watch.Sleep(core);
        StallWatchdog.Wake();
        core.InjectionTick.Restart();
        core.IsSearching = true;
        HookCall.Invoke(Settings.Hooks.WorkerUnparked, core.Index);
    }
}
