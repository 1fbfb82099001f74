using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>A thread of a runtime that polls tasks: a worker, or a thread of the blocking pool.</summary>
internal abstract class PollingThread
{
    private readonly string _suffix;

    /// <summary>
    /// The thread; null before the start. Created by each start, because a thread whose start failed cannot be started again.
    /// </summary>
    private Thread? _thread;
    private HeldThread? _held;

    /// <summary>The poller. Created by the thread itself, before its first poll.</summary>
    private AtomicRef<TaskPoller> _poller;
    private PollClock _clock;

    protected PollingThread(ThreadSettings settings, string suffix)
    {
        Settings = settings;
        _suffix = suffix;
    }

    /// <summary>The task that this thread was given to poll and is polling now, or null. Any thread.</summary>
    public RuntimeTask? Polling => (RuntimeTask?)_poller.Read()?.Context.Outermost;

    /// <summary>Measures how long this thread has been in one poll. Watchdog's thread only.</summary>
    public ref PollClock Clock => ref _clock;

    /// <summary>True if a long poll of this thread is not reported.</summary>
    public virtual bool IsExcused => false;

    /// <summary>
    /// The wait of the present poll in words, as far as other threads can see it. It is null if the poll computes or runs native code,
    /// whose waits .NET does not see.
    /// </summary>
    public string? WaitsOn => Describe(KnownWait);

    /// <summary>The wait of this thread that the runtime was told of.</summary>
    protected virtual KnownWait KnownWait => KnownWait.None;

    /// <summary>The method that blocks this thread in its known wait, if it was looked for. Any thread.</summary>
    protected virtual string? BlockedIn => null;

    protected ThreadSettings Settings { get; }

    /// <summary>The poller of this thread, which the thread has created. Owner thread only.</summary>
    protected TaskPoller OwnPoller => _poller.ReadOwn()!;

    /// <summary>A number that differs for each poll of this thread and does not change during a poll. Read by the watchdog.</summary>
    protected virtual long PollNumber => 0;

    /// <summary>Starts the thread.</summary>
    /// <returns>True if it was started; false if the system has no thread left. Then nothing has changed.</returns>
    public bool TryStart()
    {
        var thread = Settings.Create(_suffix, Run);
        // Before the start, because other threads may read the state of the new thread at once.
        _thread = thread;
        if (ThreadStarter.TryStart(thread))
            return true;
        _thread = null;
        return false;
    }

    /// <summary>Starts the thread, which runs nothing until <see cref="Release"/> or <see cref="Dismiss"/>.</summary>
    /// <returns>True if it was started; false if the system has no thread left. Then nothing has changed.</returns>
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
        // Waits for the thread's end, because the thread counts against the system's limit until then.
        Uninterrupted.Join(_thread!);
        (_held, _thread) = (null, null);
    }

    /// <summary>
    /// Looks at the present poll. Reads the task before the number, so that a task that is read with the number of a poll was polled in
    /// that poll. Watchdog's thread only.
    /// </summary>
    public void LookAtPoll(TimeSpan elapsed) => _clock.Look(Polling is not null, PollNumber, elapsed);

    /// <summary>Describes the thread as a worker. A snapshot. Any thread.</summary>
    /// <param name="index">The index of the worker.</param>
    /// <param name="isParked">True if the thread sleeps for want of work.</param>
    /// <param name="queueDepth">The number of tasks in its own queue.</param>
    /// <param name="stallThreshold">From which length on a poll is a stall.</param>
    protected WorkerView LookAsWorker(int index, bool isParked, int queueDepth, TimeSpan stallThreshold)
    {
        var task = isParked || Polling is not { IsEnded: false } polled ? null : polled;
        // Written by the watchdog; a value of a moment ago is good enough here.
        var seen = _clock.Seen;
        // A wait that the runtime was not told of may be one of our own short locks. So it counts once a look has found the same poll.
        var wait = KnownWait;
        var isStalled = seen >= stallThreshold && stallThreshold > TimeSpan.Zero;
        var isTold = isStalled || wait == KnownWait.OfBody || (wait == KnownWait.None && seen > TimeSpan.Zero);
        var blockedIn = task is not null && isTold ? Describe(wait) : null;
        var state = isParked ? WorkerState.Parked
            : task is null ? WorkerState.Searching
            : isStalled ? WorkerState.Stalled
            : blockedIn is not null ? WorkerState.Blocked
            : WorkerState.Polling;
        return new(new WorkerSnapshot
        {
            Index = index,
            State = state,
            TaskId = task?.TaskId,
            PollingFor = task is not null && seen > TimeSpan.Zero ? seen : null,
            BlockedIn = blockedIn,
            QueueDepth = queueDepth,
        }, task);
    }

    /// <summary>
    /// Waits for the thread's end, unless the thread has never run or is in a body. If that body is stuck, its background thread is left
    /// with it.
    /// </summary>
    public void JoinUnlessPolling(TimeSpan timeout)
    {
        // The last task of a worker stays current after its poll.
        if (Polling is null or { IsEnded: true } && _thread is { } thread && (thread.ThreadState & ThreadState.Unstarted) == 0)
            Uninterrupted.Join(thread, timeout);
    }

    private string? Describe(KnownWait wait) => wait switch
    {
        KnownWait.OfBody => $"a blocking wait (Task.Wait, .Result, a lock or a wait handle){(BlockedIn is { } method ? $" at {method}" : "")}",
        KnownWait.OwnLock => "a short lock of the runtime",
        _ when _thread is { } thread && (thread.ThreadState & ThreadState.WaitSleepJoin) != 0 => "Thread.Sleep, or a wait that the runtime was not told of",
        _ => null,
    };

    /// <summary>Runs the thread, from its start to its end.</summary>
    protected abstract void Run();

    /// <summary>Marks the thread as a thread of the runtime and creates its poller. Called once. Owner thread only.</summary>
    protected TaskPoller Enter(int budget = Budget.OfPoll, bool runsNextJoin = false)
    {
        Settings.Enter();
        var poller = new TaskPoller(budget, runsNextJoin);
        _poller.Write(poller);
        return poller;
    }
}
