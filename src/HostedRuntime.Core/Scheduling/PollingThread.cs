using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>A thread of a runtime that polls tasks: a worker, or one of the blocking pool.</summary>
internal abstract class PollingThread
{
    private readonly string _suffix;

    /// <summary>Made by the start: a thread whose start failed cannot be started again. Null before.</summary>
    private Thread? _thread;
    private HeldThread? _held;

    /// <summary>Made by the thread itself, before its first poll.</summary>
    private AtomicRef<TaskPoller> _poller;
    private PollClock _clock;

    protected PollingThread(ThreadSettings settings, string suffix)
    {
        Settings = settings;
        _suffix = suffix;
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
        => _thread is { } thread && (thread.ThreadState & ThreadState.WaitSleepJoin) != 0 ? "Thread.Sleep, or a wait that the runtime was not told of" : null;

    protected ThreadSettings Settings { get; }

    /// <summary>Another one for each poll of this thread; the same as long as it is in one. Read by the watchdog.</summary>
    protected virtual long PollNumber => 0;

    /// <summary>Starts the thread.</summary>
    /// <returns>False if the system has no thread for us: nothing has changed.</returns>
    public bool TryStart()
    {
        var thread = Settings.Create(_suffix, Run);
        // Before the start: the thread itself may be asked about at once.
        _thread = thread;
        if (ThreadStarter.TryStart(thread))
            return true;
        _thread = null;
        return false;
    }

    /// <summary>Starts the thread, which runs nothing until <see cref="Release"/> or <see cref="Dismiss"/>.</summary>
    /// <returns>False if the system has no thread for us: nothing has changed.</returns>
    public bool TryStartHeld()
    {
        _held = HeldThread.TryStart(run => Settings.Create(_suffix, run), Run);
        _thread = _held?.Thread;
        return _held is not null;
    }

    /// <summary>Lets a held thread run.</summary>
    public void Release() => _held!.Release();

    /// <summary>Ends a held thread that has run nothing. It can be started again.</summary>
    public void Dismiss()
    {
        _held!.Dismiss();
        // It is about to end, and counts against the system's limit until then.
        Uninterrupted.Join(_thread!);
        (_held, _thread) = (null, null);
    }

    /// <summary>The watchdog's look at this thread. The task before the number: one that is read with the number of its poll was in that poll.</summary>
    public void LookAtPoll(TimeSpan elapsed) => _clock.Look(Polling is not null, PollNumber, elapsed);

    /// <summary>Waits for the thread's end, unless it is in a body, or has never run: a background thread that is stuck stays with it.</summary>
    public void JoinUnlessPolling(TimeSpan timeout)
    {
        // The last task of a worker stays current after its poll.
        if (Polling is null or { IsEnded: true } && _thread is { } thread && (thread.ThreadState & ThreadState.Unstarted) == 0)
            Uninterrupted.Join(thread, timeout);
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
