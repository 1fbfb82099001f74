using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>One worker thread: find, run, park.</summary>
internal sealed class Worker
{
    // Rounds of looking again before sleeping, each some 300 ns apart: a spinning worker is reached in about 1 us, a sleeping one
    // in 25, and what is spent in vain is 12 us for each time that work runs out.
    private const int SpinRounds = 40;
    private const int SpinIterations = 8;

    [ThreadStatic]
    private static Worker? t_current;

    private readonly ThreadSettings _settings;
    private readonly Thread _thread;
    private volatile TaskPoller? _poller;

    public Worker(Scheduler scheduler, WorkerCore core, ThreadSettings settings)
    {
        Scheduler = scheduler;
        Core = core;
        _settings = settings;
        _thread = settings.Create($"w{core.Index}", Run);
    }

    /// <summary>The worker whose thread this is, or null.</summary>
    public static Worker? Current => t_current;

    public Scheduler Scheduler { get; }

    /// <summary>What it works with; null once it was handed to another thread: then the loop ends after this poll.</summary>
    public WorkerCore? Core { get; }

    /// <summary>The task that this thread polls right now; for those who look from outside.</summary>
    public RuntimeTask? Polling => (RuntimeTask?)_poller?.Cell.Task;

    public void Start() => _thread.UnsafeStart();

    /// <summary>Waits for the thread's end. True: it ended, or never ran.</summary>
    public bool Join(TimeSpan timeout) => (_thread.ThreadState & ThreadState.Unstarted) != 0 || _thread.Join(timeout);

    private void Run()
    {
        t_current = this;
        BlockingGuard.IsWorkerThread = true;
        _settings.Enter();
        var poller = new TaskPoller();
        _poller = poller;
        HookCall.Invoke(_settings.Hooks.ThreadStarted, Core!.Index);

        // Reloaded in each round: user code in between may have handed the core to another thread.
        while (Core is { } core && !Scheduler.IsStopping)
        {
            if (!TryRunOne(core, poller) && !Scheduler.IsStopping)
                Park(core);
        }

        // Not a worker any more: what a hook or a late callback on this thread schedules must not end in a core that nobody reads.
        t_current = null;
        if (Core is { } last)
            Scheduler.AbandonAll(last);
        HookCall.Invoke(_settings.Hooks.ThreadStopping, Core!.Index);
    }

    /// <summary>Apart from the loop, so that a worker that sleeps keeps no ended task alive in its frame.</summary>
    private bool TryRunOne(WorkerCore core, TaskPoller poller)
    {
        var task = WorkSearch.Next(core, Scheduler) ?? Search(core);
        if (task is null)
            return false;
        Poll(core, poller, task);
        return true;
    }

    private void Poll(WorkerCore core, TaskPoller poller, RuntimeTask task)
    {
        if (core.IsSearching)
        {
            core.IsSearching = false;
            Scheduler.Idle.EndSearch();
        }

        core.Polls++;
        if (_settings.Hooks.BeforePoll is { } before)
            HookCall.Invoke(before, task.TaskId);
        poller.Poll(task);
        if (_settings.Hooks.AfterPoll is { } after)
            HookCall.Invoke(after, task.TaskId);
    }

    private RuntimeTask? Search(WorkerCore core)
    {
        if (!core.IsSearching && !(core.IsSearching = Scheduler.Idle.TryBeginSearch()))
            return null;

        for (var round = 0; round < SpinRounds && !Scheduler.IsStopping; round++)
        {
            if (WorkSearch.Steal(core, Scheduler) is { } task)
                return task;
            Thread.SpinWait(SpinIterations);
        }

        return null;
    }

    private void Park(WorkerCore core)
    {
        HookCall.Invoke(_settings.Hooks.WorkerParking, core.Index);
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

        core.Parker.Park();
        core.IsSearching = true;
        HookCall.Invoke(_settings.Hooks.WorkerUnparked, core.Index);
    }
}
