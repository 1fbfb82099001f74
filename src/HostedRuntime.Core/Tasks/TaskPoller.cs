using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// Polls tasks on the thread that made it. After each poll the ExecutionContext, its flow, name and priority of the thread are as before, whatever the
/// body did to them. The task and the SynchronizationContext stay until <see cref="Rest"/>, because the next poll replaces them anyway; the background
/// flag of the thread is put back there too (<see cref="ThreadStamp"/>).
/// </summary>
/// <remarks>
/// Nests: one that is made inside a poll, for a BlockOn, interrupts that poll until <see cref="Rest"/>. Putting the thread back after each poll would take five
/// more visits to thread statics and as many write barriers.
/// </remarks>
internal sealed class TaskPoller
{
    private readonly PollCell _cell = PollCell.OfThisThread;
    private readonly ThreadStamp _stamp = ThreadStamp.OfThisThread();

    /// <summary>Whether the thread's flow is suppressed outside of polls.</summary>
    private readonly bool _isFlowSuppressed = ExecutionContext.IsFlowSuppressed();

    /// <summary>The context that this thread has outside of polls.</summary>
    private readonly ExecutionContext _flow = CaptureEvenIfSuppressed();

    private readonly int _budget;

    // What Rest puts back: that of the poll in which this was made, if there was one.
    private readonly IWaitingTask? _outerTask;
    private readonly int _outerBudget;
    private readonly bool _outerIsPolling;
    private readonly ushort _outerAbortsSeen;
    private readonly EnteredClock? _outerEntered;
    private readonly SynchronizationContext? _outerContext = SynchronizationContext.Current;

    /// <param name="budget">What each poll may spend: <see cref="Budget.OfPoll"/>, or no limit where no other task waits for the thread.</param>
    /// <param name="handsOver">Whether who polls with it goes on with <see cref="TakeHanded"/> after each poll.</param>
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

    /// <summary>The thread's note of its current task, for those who look from outside.</summary>
    public PollCell Cell => _cell;

    /// <summary>The flow that each poll begins with.</summary>
    public ExecutionContext Flow => _flow;

    /// <summary>Where the end of a poll may leave the wait that goes on next; null: nowhere.</summary>
    public PollCell? Next { get; }

    /// <summary>The wait that the last poll left for this thread to go on with, taken.</summary>
    public JoinWait? TakeHanded() => (JoinWait?)_cell.TakeHandedOver();

    /// <summary>One poll. <see cref="Rest"/> follows where the thread does anything else than the next one.</summary>
    /// <param name="task">What to poll.</param>
    /// <param name="handed">The wait that was left for this poll.</param>
    public void Poll(RuntimeTask task, PendingWait? handed = null)
    {
        if (task.GetType() == typeof(ResumeEntry))
            task = Unsafe.As<ResumeEntry>(task).Open(_cell, out handed);
        _cell.Budget = _budget;
        _cell.IsPolling = true;
        // What the last poll entered and forgot to leave, or the code that called BlockOn entered.
        if (_cell.Entered is not null)
            _cell.Entered = null;
        if (!ReferenceEquals(_cell.Task, task))
        {
            // Not at the end of the poll: as a rule a task that yields is next again, and finds it here.
            _cell.EndRests();
            _cell.Task = task;
            SynchronizationContext.SetSynchronizationContext(task);
        }
        else if (!ReferenceEquals(SynchronizationContext.Current, task))
        {
            // Its body left another one.
            SynchronizationContext.SetSynchronizationContext(task);
        }

        task.Poll(this, handed);

        _cell.IsPolling = false;
        RestoreThread();
    }

    /// <summary>The same, of a thread that does something else next.</summary>
    public void PollOnce(RuntimeTask task, PendingWait? handed = null)
    {
        Poll(task, handed);
        Rest();
    }

    /// <summary>To be called where the thread stops to poll, if only for a hook or to sleep, and before it returns to code that made the poller in a poll.</summary>
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

    /// <summary>Takes back what a body did to the life of the process. For a thread that polls on and on and does not come to <see cref="Rest"/>.</summary>
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

    /// <summary>While the flow is suppressed nothing can be captured, so it is let flow for this moment.</summary>
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
