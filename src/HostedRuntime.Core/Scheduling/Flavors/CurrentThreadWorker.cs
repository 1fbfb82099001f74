using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>The thread of a current-thread runtime. It runs the oldest task, and sleeps if there is none.</summary>
internal sealed class CurrentThreadWorker(ReadyQueue queue, ThreadSettings settings) : PollingThread(settings, $"w{OnlyIndex}")
{
    // The index that hooks and CurrentTask.WorkerIndex report.
    public const int OnlyIndex = 0;

    // How many polls a thread that never sleeps runs between two looks at its background flag. Picked by hand.
    private const int PollsBetweenLooks = 64;

    [ThreadStatic]
    private static CurrentThreadWorker? t_current;

    private AtomicBool _isStopping;
    private AtomicBool _isAsleep;

    /// <summary>The worker whose thread this is, or null.</summary>
    public static CurrentThreadWorker? Current => t_current;

    public WorkerCounters Counters { get; } = new();

    /// <summary>True while the thread sleeps because no task is ready. A snapshot. Any thread.</summary>
    public bool IsAsleep => _isAsleep.Read();

    /// <inheritdoc cref="PollingThread.LookAsWorker"/>
    public WorkerView Look(TimeSpan stallThreshold) => LookAsWorker(OnlyIndex, IsAsleep, queue.Count, stallThreshold);

    protected override long PollNumber => Counters.Polls;

    /// <summary>Ends the thread after its current poll. The caller then closes the queue, which wakes the thread. Any thread.</summary>
    public void Stop() => _isStopping.Write(true);

    protected override void Run()
    {
        t_current = this;
        BlockingGuard.IsWorkerThread = true;
        var poller = Enter();
        Settings.EnterWorker?.Invoke();
        Counters.Clock.Start();
        WorkerEvents.OnStarted(Settings, OnlyIndex);
        while (!_isStopping.Read())
        {
            if (TryRunOne(poller))
                continue;
            poller.LeaveTask();
            if (!_isStopping.Read() && !queue.SpinForTask())
                Sleep(poller);
        }

        poller.LeaveTask();
        // From here on the thread is no worker: a task that a hook spawns is counted as spawned from outside, and finds the queue closed.
        t_current = null;
        Counters.Clock.Stop();
        WorkerEvents.OnEnding(Settings, OnlyIndex);
    }

    /// <summary>Runs the oldest task.</summary>
    /// <returns>True if there was a task; otherwise false.</returns>
    /// <remarks>A method of its own, so that the frame of a sleeping thread keeps no ended task alive.</remarks>
    private bool TryRunOne(TaskPoller poller)
    {
        if (queue.TryPop() is not { } task)
            return false;
        Counters.Polls++;
        WorkerHooks.Poll(Settings, poller, task);
        if (Counters.Polls % PollsBetweenLooks == 0)
            poller.RestoreBackground();
        return true;
    }

    private void Sleep(TaskPoller poller)
    {
        WorkerEvents.OnParking(Settings, OnlyIndex);
        poller.RestoreBackground();
        // If the hook has spawned a task, the thread does not sleep, and this must not count as a park.
        if (queue.Count > 0)
            return;
        Counters.Parks++;
        _isAsleep.Write(true);
        Counters.Clock.Park();
        queue.SleepForTask();
        Counters.Clock.Unpark();
        _isAsleep.Write(false);
        // Pairs with the fence of the watchdog, between its note that it sleeps and its look whether a thread is awake.
        Fence.Full();
        StallWatchdog.Wake();
        WorkerEvents.OnUnparked(Settings, OnlyIndex);
    }
}
