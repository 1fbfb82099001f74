using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// Polls tasks on the thread that created it. After each poll the ExecutionContext, its flow, and the name and priority of the thread are
/// as before, whatever the body did to them. The current task and the SynchronizationContext stay until <see cref="Rest"/>, because the
/// next poll replaces them anyway. The background flag of the thread is restored there too (<see cref="ThreadStamp"/>).
/// </summary>
/// <remarks>
/// Pollers nest: a poller that is created inside a poll, for a BlockOn, interrupts that poll until <see cref="Rest"/>. To restore
/// everything after each poll would take five more accesses to thread statics and as many write barriers.
/// </remarks>
internal sealed class TaskPoller
{
    private readonly PollCell _cell = PollCell.OfThisThread;
    private readonly ThreadStamp _stamp = ThreadStamp.OfThisThread();

    /// <summary>Whether the thread's flow is suppressed outside of polls.</summary>
    private readonly bool _isFlowSuppressed = ExecutionContext.IsFlowSuppressed();

    /// <summary>The ExecutionContext of this thread outside of polls.</summary>
    private readonly ExecutionContext _flow = CaptureEvenIfSuppressed();

    private readonly int _budget;

    // The state of the poll in which this was created, if there was one. Restored by Rest.
    private readonly IWaitingTask? _outerTask;
    private readonly int _outerBudget;
    private readonly bool _outerIsPolling;
    private readonly ushort _outerAbortsSeen;
    private readonly EnteredClock? _outerEntered;
    private readonly SynchronizationContext? _outerContext = SynchronizationContext.Current;

    /// <param name="budget">
    /// The budget of each poll: <see cref="Budget.OfPoll"/>, or no limit where no other task waits for the thread.
    /// </param>
    /// <param name="handsOver">Whether the caller polls <see cref="TakeHanded"/> after each poll.</param>
    public TaskPoller(int budget = Budget.OfPoll, bool handsOver = false)
    {
        _budget = budget;
        Next = handsOver ? _cell : null;
        _outerTask = _cell.Task;
        _outerBudget = _cell.Budget;
        _outerIsPolling = _cell.IsPolling;
        _outerAbortsSeen = _cell.AbortsSeen;
        _outerEntered = _cell.Entered;
        _cell.EndRests();
    }

    /// <summary>The state of the thread. Other threads may read its current task.</summary>
    public PollCell Cell => _cell;

    /// <summary>The ExecutionContext with which each poll begins.</summary>
    public ExecutionContext Flow => _flow;

    /// <summary>Where the end of a poll may store the join to poll next; null if it may not.</summary>
    public PollCell? Next { get; }

    /// <summary>Takes the join that the last poll stored for this thread to poll next, or null.</summary>
    public JoinWait? TakeHanded() => (JoinWait?)_cell.TakeHandedOver();

    /// <summary>Runs one poll. The caller calls <see cref="Rest"/> before the thread does anything else than the next poll.</summary>
    /// <param name="task">The task to poll.</param>
    /// <param name="handed">The wait to go on with; null if the continuation is in the slot of the task.</param>
    public void Poll(RuntimeTask task, PendingWait? handed = null)
    {
        if (task.GetType() == typeof(ResumeEntry))
            task = Unsafe.As<ResumeEntry>(task).Open(_cell, out handed);
        _cell.Budget = _budget;
        _cell.IsPolling = true;
        // A runtime that the last poll entered and did not leave, or that the caller of BlockOn entered.
        if (_cell.Entered is not null)
            _cell.Entered = null;
        if (!ReferenceEquals(_cell.Task, task))
        {
            // Not at the end of a poll: a task that yields is usually polled next again, and reuses what is cached.
            _cell.EndRests();
            _cell.Task = task;
            SynchronizationContext.SetSynchronizationContext(task);
        }
        else if (!ReferenceEquals(SynchronizationContext.Current, task))
        {
            // The body has left another context.
            SynchronizationContext.SetSynchronizationContext(task);
        }

        task.Poll(this, handed);

        _cell.IsPolling = false;
        RestoreThread();
    }

    /// <summary>Runs one poll on a thread whose next step is not a poll.</summary>
    public void PollOnce(RuntimeTask task, PendingWait? handed = null)
    {
        Poll(task, handed);
        Rest();
    }

    /// <summary>
    /// Restores the thread. Called before the thread does anything other than a poll, for example a hook or a sleep. Also called before it
    /// returns to the poll in which this poller was created.
    /// </summary>
    public void Rest()
    {
        _cell.EndRests();
        _cell.Task = _outerTask;
        _cell.Budget = _outerBudget;
        _cell.IsPolling = _outerIsPolling;
        // An idle thread keeps no method alive. Code that made this poller in its poll then counts as not known, which is safe.
        _cell.NoteAborts(_outerAbortsSeen, method: null);
        if (!ReferenceEquals(_cell.Entered, _outerEntered))
            _cell.Entered = _outerEntered;
        SynchronizationContext.SetSynchronizationContext(_outerContext);
        _stamp.RestoreBackground();
    }

    /// <summary>Restores the background flag of a thread that polls for long and does not come to <see cref="Rest"/>.</summary>
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
