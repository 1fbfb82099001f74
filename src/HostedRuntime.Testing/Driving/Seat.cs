using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Testing;

/// <summary>
/// A thread on which tasks of a test are polled. Exactly one seat of a driver has its turn; the others wait, idle or in the middle of a
/// poll.
/// </summary>
internal sealed class Seat : PollPoint
{
    /// <summary>How often a body may catch the exception that unwinds it. Then its thread is given up.</summary>
    private const int MostUnwinds = 1_000;

    [ThreadStatic]
    private static Seat? t_current;

    private readonly Turn _turn = new();
    private readonly Driver _driver;
    private readonly int _budget;
    private Action? _job;
    private object? _first;
    private bool _isDismissed;
    private int _unwinds;
    private int _operations;
    private TaskPoller? _poller;

    public Seat(Driver driver, int budget, string name)
    {
        _driver = driver;
        _budget = budget;
        Thread = new Thread(Work) { IsBackground = true, Name = name };
        ThreadStarter.Start(Thread, "a task of a test");
    }

    /// <summary>The ExecutionContext of a thread to which nothing has flowed; null before the first seat has begun.</summary>
    public static ExecutionContext? NoFlow { get; private set; }

    /// <summary>The seat of this thread, or null.</summary>
    public static Seat? Current => t_current;

    public Driver Driver => _driver;

    public Thread Thread { get; }

    /// <summary>The task whose poll this seat runs, even while it waits in the middle of it; otherwise null.</summary>
    public RuntimeTask? Polling { get; private set; }

    /// <summary>True while this thread is in code of the driver, whose waits are not those of a body.</summary>
    public bool IsDriving { get; set; } = true;

    /// <summary>The wait for which the body on this seat blocks its thread; null if it does not block.</summary>
    public string? BlockedBy { get; set; }

    /// <summary>Gives this seat, which is idle, its turn with an entry of the queue; null: it takes the next entry itself.</summary>
    public void Begin(object? first)
    {
        _first = first;
        _turn.Give();
    }

    /// <summary>Has this seat, which is idle, run a job of the owner of the driver.</summary>
    public void Begin(Action job)
    {
        _job = job;
        _turn.Give();
    }

    /// <summary>Gives this seat, which waits, its turn.</summary>
    public void Go() => _turn.Give();

    /// <summary>Waits for the turn of this seat. Own thread only.</summary>
    public void Sit()
    {
        var was = IsDriving;
        IsDriving = true;
        _turn.Take();
        IsDriving = was;
    }

    public object? TakeFirst()
    {
        var first = _first;
        _first = null;
        return first;
    }

    /// <summary>Ends the thread of this seat, which is idle.</summary>
    public void Dismiss()
    {
        _isDismissed = true;
        _turn.Give();
    }

    /// <summary>Runs one poll. Own thread only.</summary>
    public void Poll(RuntimeTask task, RuntimeTask polled)
    {
        Polling = polled;
        _unwinds = 0;
        _operations = 0;
        BlockingGuard.IsWorkerThread = !polled.IsBlocking;
        IsDriving = false;
        _poller!.PollOnce(task);
        IsDriving = true;
        BlockingGuard.IsWorkerThread = false;
        Polling = null;
    }

    public override bool Reach() => _driver.Reach(this);

    /// <summary>
    /// Returns one of eight seeds, as a choice of the schedule. More would hide the other choices of an exhaustive search.
    /// </summary>
    public override uint Seed() => (uint)(_driver.HasTurn ? _driver.Draw(8, weight: 0) + 1 : 1) * 0x9E3779B9;

    public override bool TryWait(ThreadGate gate) => _driver.TryWait(this, gate);

    /// <summary>Ends the poll of this seat by an exception. Own thread only.</summary>
    public void Unwind()
    {
        if (++_unwinds > MostUnwinds)
            _driver.GiveUp(this);
        throw new ScheduleEndedException();
    }

    /// <summary>Counts an operation of this poll, which has a budget as on a real runtime. Own thread only.</summary>
    public bool TrySpendOperation() => ++_operations <= Budget.OfPoll;

    /// <summary>Runs a callback that is no part of the poll of this seat, such as that of a timer. Own thread only.</summary>
    public void OutsidePoll(Action callback)
    {
        var context = ThreadContext.Current;
        var (task, budget, isPolling, entered, seen, method) = (context.Task, context.Budget, context.IsPolling, context.Entered, context.AbortsSeen, context.Method);
        var captured = SynchronizationContext.Current;
        var (isWorker, isDriving) = (BlockingGuard.IsWorkerThread, IsDriving);
        (context.Task, context.IsPolling, context.Entered) = (null, false, null);
        context.SetAborts(0, null);
        SynchronizationContext.SetSynchronizationContext(null);
        (BlockingGuard.IsWorkerThread, IsDriving) = (false, true);
        try
        {
            callback();
        }
        finally
        {
            (context.Task, context.Budget, context.IsPolling, context.Entered) = (task, budget, isPolling, entered);
            context.SetAborts(seen, method);
            SynchronizationContext.SetSynchronizationContext(captured);
            (BlockingGuard.IsWorkerThread, IsDriving) = (isWorker, isDriving);
        }
    }

    private void Work()
    {
        t_current = this;
        ThreadContext.Current.Point = this;
        NoFlow ??= ExecutionContext.Capture();
        _driver.Outside.Mark();
        _poller = new TaskPoller(_budget);
        while (true)
        {
            Sit();
            if (_isDismissed)
                return;
            if (_job is { } job)
            {
                _job = null;
                job();
            }
            else
            {
                _driver.Loop(this, TakeFirst());
            }
        }
    }
}
