using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>A thread of a runtime that polls tasks: a worker, or one of the blocking pool.</summary>
internal abstract class PollingThread
{
    private readonly Thread _thread;

    /// <summary>Made by the thread itself, before its first poll.</summary>
    private AtomicRef<TaskPoller> _poller;

    protected PollingThread(ThreadSettings settings, string suffix)
    {
        Settings = settings;
        _thread = settings.Create(suffix, Run);
    }

    /// <summary>The task that this thread was given to poll and polls right now; for those who look from outside.</summary>
    public RuntimeTask? Polling => (RuntimeTask?)_poller.Read()?.Cell.Outermost;

    protected ThreadSettings Settings { get; }

    public void Start() => _thread.UnsafeStart();

    /// <summary>Waits for the thread's end, unless it is in a body, or has never run: a background thread that is stuck stays with it.</summary>
    public void JoinUnlessPolling(TimeSpan timeout)
    {
        if (Polling is null && (_thread.ThreadState & ThreadState.Unstarted) == 0)
            _thread.Join(timeout);
    }

    /// <summary>What the thread does, from its start to its end.</summary>
    protected abstract void Run();

    /// <summary>Marks the thread as the runtime's and makes its poller. On the thread itself, once.</summary>
    protected TaskPoller Enter(int budget = Budget.OfPoll)
    {
        Settings.Enter();
        var poller = new TaskPoller(budget);
        _poller.Write(poller);
        return poller;
    }
}
