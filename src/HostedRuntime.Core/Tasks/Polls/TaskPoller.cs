using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// Polls tasks on the thread that created it. After each poll the ExecutionContext, its flow, and the name and priority of the thread are
/// as before, whatever the body did to them. The current task and the SynchronizationContext stay until <see cref="LeaveTask"/>, because
/// the next poll replaces them anyway. The background flag of the thread is restored there too (<see cref="ThreadStamp"/>).
/// </summary>
/// <remarks>
/// Pollers nest: a poller that is created inside a poll, for a BlockOn, interrupts that poll until <see cref="LeaveTask"/>. To restore
/// everything after each poll would take five more accesses to thread statics and as many write barriers.
/// </remarks>
internal sealed class TaskPoller
{
    private readonly ThreadContext _context = ThreadContext.Current;
    private readonly ThreadStamp _stamp = ThreadStamp.OfThisThread();

    /// <summary>Whether the thread's flow is suppressed outside of polls.</summary>
    private readonly bool _isFlowSuppressed = ExecutionContext.IsFlowSuppressed();

    /// <summary>The ExecutionContext of this thread outside of polls.</summary>
    private readonly ExecutionContext _flow = CaptureEvenIfSuppressed();

    private readonly int _budget;

    // The state of the poll in which this poller was created, if there was one. Restored by LeaveTask.
    private readonly IWaitingTask? _outerTask;
    private readonly int _outerBudget;
    private readonly bool _outerIsPolling;
    private readonly ushort _outerAbortsSeen;
    private readonly EnteredClock? _outerEntered;
    private readonly SynchronizationContext? _outerContext = SynchronizationContext.Current;

    /// <param name="budget">
    /// The budget of each poll: <see cref="Budget.OfPoll"/>, or no limit where no other task waits for the thread.
    /// </param>
    /// <param name="runsNextJoin">Whether the caller polls <see cref="TakeNextJoin"/> after each poll.</param>
    public TaskPoller(int budget = Budget.OfPoll, bool runsNextJoin = false)
    {
        _budget = budget;
        Next = runsNextJoin ? this : null;
        _outerTask = _context.Task;
        _outerBudget = _context.Budget;
        _outerIsPolling = _context.IsPolling;
        _outerAbortsSeen = _context.AbortsSeen;
        _outerEntered = _context.Entered;
    }

    /// <summary>The state of the thread. Other threads may read its current task.</summary>
    public ThreadContext Context => _context;

    /// <summary>The ExecutionContext with which each poll begins.</summary>
    public ExecutionContext Flow => _flow;

    /// <summary>This poller if the end of a poll may set <see cref="NextJoin"/>; otherwise null.</summary>
    public TaskPoller? Next { get; }

    /// <summary>
    /// A join that was granted at the very end of a poll of this thread, which polls the joining task next, without any queue. No other
    /// thread can see it. So it is set only where no user code follows in this poll, and the thread looks at it at once.
    /// </summary>
    public JoinWait? NextJoin { get; set; }

    /// <summary>Takes the join that the last poll stored for this thread to poll next, or null.</summary>
    public JoinWait? TakeNextJoin()
    {
        var join = NextJoin;
        if (join is not null)
            NextJoin = null;
        return join;
    }

    /// <summary>Runs one poll. The caller calls <see cref="LeaveTask"/> before the thread does anything else than the next poll.</summary>
    /// <param name="task">The task to poll.</param>
    /// <param name="wait">The wait to go on with; null if the continuation is in the slot of the task.</param>
    public void Poll(RuntimeTask task, Resumption? wait = null)
    {
        if (task.GetType() == typeof(ResumeEntry))
            task = Unsafe.As<ResumeEntry>(task).Open(_context, out wait);
        _context.Budget = _budget;
        _context.IsPolling = true;
        // A runtime that the last poll entered and did not leave, or that the caller of BlockOn entered.
        if (_context.Entered is not null)
            _context.Entered = null;
        if (!ReferenceEquals(_context.Task, task))
        {
            _context.Task = task;
            SynchronizationContext.SetSynchronizationContext(task);
        }
        else if (!ReferenceEquals(SynchronizationContext.Current, task))
        {
            // The body has left another context.
            SynchronizationContext.SetSynchronizationContext(task);
        }

        task.Poll(this, wait);

        _context.IsPolling = false;
        RestoreThread();
    }

    /// <summary>Runs one poll on a thread whose next step is not a poll.</summary>
    public void PollOnce(RuntimeTask task, Resumption? wait = null)
    {
        Poll(task, wait);
        LeaveTask();
    }

    /// <summary>
    /// Restores the thread. Called before the thread does anything other than a poll, for example a hook or a sleep. Also called before it
    /// returns to the poll in which this poller was created.
    /// </summary>
    public void LeaveTask()
    {
        _context.Task = _outerTask;
        _context.Budget = _outerBudget;
        _context.IsPolling = _outerIsPolling;
        // An idle thread keeps no method alive. Code that made this poller in its poll then counts as not known, which is safe.
        _context.SetAborts(_outerAbortsSeen, method: null);
        if (!ReferenceEquals(_context.Entered, _outerEntered))
            _context.Entered = _outerEntered;
        SynchronizationContext.SetSynchronizationContext(_outerContext);
        _stamp.RestoreBackground();
    }

    /// <summary>Restores the background flag of a thread that polls for long and does not come to <see cref="LeaveTask"/>.</summary>
    public void RestoreBackground() => _stamp.RestoreBackground();

    private void RestoreThread()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), _flow))
            RestoreFlow();
        _stamp.RestoreLooks();
    }

    private void RestoreFlow()
    {
        if (ExecutionContext.IsFlowSuppressed())
            ExecutionContext.RestoreFlow();
        ExecutionContext.Restore(_flow);
        if (_isFlowSuppressed)
            ExecutionContext.SuppressFlow();
    }

    /// <summary>Captures the ExecutionContext. If its flow is suppressed it is restored for this moment.</summary>
    private static ExecutionContext CaptureEvenIfSuppressed()
    {
        if (ExecutionContext.Capture() is { } flow)
            return flow;
        ExecutionContext.RestoreFlow();
        flow = ExecutionContext.Capture()!;
        ExecutionContext.SuppressFlow();
        return flow;
    }
}
