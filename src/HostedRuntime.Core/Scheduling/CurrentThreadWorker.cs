using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>The one thread of a current-thread runtime: take the oldest task, run it, sleep when there is none.</summary>
internal sealed class CurrentThreadWorker(ReadyQueue queue, ThreadSettings settings) : PollingThread(settings, $"w{OnlyIndex}")
{
    // What it says to hooks, and what CurrentTask.WorkerIndex is here.
    public const int OnlyIndex = 0;

    // How often a thread that never rests looks at its background flag, 3 ns each. Picked by hand.
    private const int PollsBetweenLooks = 64;

    [ThreadStatic]
    private static CurrentThreadWorker? t_current;

    private AtomicBool _isStopping;
    private AtomicBool _isAsleep;

    /// <summary>The worker whose thread this is, or null.</summary>
    public static CurrentThreadWorker? Current => t_current;

    public WorkerCounters Counters { get; } = new();

    /// <summary>True while it sleeps for want of tasks; a moment's view.</summary>
    public bool IsAsleep => _isAsleep.Read();

    protected override long PollNumber => Counters.Polls;

    /// <summary>Ends the thread after the poll that it is in; the queue has to be closed after, which wakes it.</summary>
    public void Stop() => _isStopping.Write(true);

    protected override void Run()
    {
        t_current = this;
        BlockingGuard.IsWorkerThread = true;
        var poller = Enter();
        Settings.EnterWorker?.Invoke();
        HookCall.Invoke(Settings.Hooks.ThreadStarted, OnlyIndex);
        while (!_isStopping.Read())
        {
            if (TryRunOne(poller))
                continue;
            poller.Rest();
            if (!_isStopping.Read() && !queue.SpinForTask())
                Sleep(poller);
        }

        poller.Rest();
        // Not a worker any more: the counters have been read for the report, and what a hook schedules finds the queue closed.
        t_current = null;
        HookCall.Invoke(Settings.Hooks.ThreadStopping, OnlyIndex);
    }

    /// <summary>Apart from the loop, so that a thread that sleeps keeps no ended task alive in its frame.</summary>
    private bool TryRunOne(TaskPoller poller)
    {
        if (queue.TryPop() is not { } task)
            return false;
        Counters.Polls++;
        HookCall.Poll(Settings.Hooks, poller, task);
        if (Counters.Polls % PollsBetweenLooks == 0)
            poller.RestoreBackground();
        return true;
    }

    private void Sleep(TaskPoller poller)
    {
        HookCall.Invoke(Settings.Hooks.WorkerParking, OnlyIndex);
        poller.RestoreBackground();
        // The hook may have spawned: then this does not sleep, and is not to be counted.
        if (queue.Count > 0)
            return;
        Counters.Parks++;
        _isAsleep.Write(true);
        queue.SleepForTask();
        _isAsleep.Write(false);
        // Pairs with the one of the watchdog, between its note that it sleeps and its look at who is awake.
        Fence.Full();
        StallWatchdog.Wake();
        HookCall.Invoke(Settings.Hooks.WorkerUnparked, OnlyIndex);
    }
}
