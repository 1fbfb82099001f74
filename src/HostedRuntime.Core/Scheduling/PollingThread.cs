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
    private PollClock _clock;

    protected PollingThread(ThreadSettings settings, string suffix)
    {
        Settings = settings;
        _thread = settings.Create(suffix, Run);
    }

    /// <summary>The task that this thread was given to poll and polls right now; for those who look from outside.</summary>
    public RuntimeTask? Polling => (RuntimeTask?)_poller.Read()?.Cell.Outermost;

    /// <summary>How long it has been in one poll. The watchdog's.</summary>
    public ref PollClock Clock => ref _clock;

    /// <summary>True: however long the poll lasts, nobody has to be told.</summary>
    public virtual bool IsExcused => false;

    /// <summary>
    /// What the poll waits for, as far as that is known from outside; null when it computes, or is in native code, whose waits the
    /// runtime of .NET does not see either.
    /// </summary>
    public virtual string? WaitsOn
        => (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0 ? "Thread.Sleep, or a wait that the runtime was not told of" : null;

    protected ThreadSettings Settings { get; }

    /// <summary>Another one for each poll of this thread; the same as long as it is in one. Read by the watchdog.</summary>
    protected virtual long PollNumber => 0;

    public void Start() => _thread.UnsafeStart();

    /// <summary>The watchdog's look at this thread. The task before the number: one that is read with the number of its poll was in that poll.</summary>
    public void LookAtPoll(TimeSpan elapsed) => _clock.Look(Polling is not null, PollNumber, elapsed);

    /// <summary>Waits for the thread's end, unless it is in a body, or has never run: a background thread that is stuck stays with it.</summary>
    public void JoinUnlessPolling(TimeSpan timeout)
    {
        // The last task of a worker stays current after its poll.
        if (Polling is null or { IsEnded: true } && (_thread.ThreadState & ThreadState.Unstarted) == 0)
            Uninterrupted.Join(_thread, timeout);
    }

    /// <summary>What the thread does, from its start to its end.</summary>
    protected abstract void Run();

    /// <summary>Marks the thread as the runtime's and makes its poller. On the thread itself, once.</summary>
    protected TaskPoller Enter(int budget = Budget.OfPoll, bool handsOver = false)
    {
        Settings.Enter();
        var poller = new TaskPoller(budget, handsOver);
        _poller.Write(poller);
        return poller;
    }
}
