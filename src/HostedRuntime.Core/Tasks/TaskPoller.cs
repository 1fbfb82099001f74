using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// Makes a task current on this thread, polls it, and puts the thread back: current task, SynchronizationContext,
/// ExecutionContext, suppressed flow, name and priority are as before, whatever the body did to them.
/// </summary>
/// <param name="budget">What each poll may spend: <see cref="Budget.OfPoll"/>, or no limit where no other task waits for the thread.</param>
/// <param name="handsOver">Whether who polls with it goes on with <see cref="TakeHanded"/> after each poll.</param>
internal sealed class TaskPoller(int budget = Budget.OfPoll, bool handsOver = false)
{
    private readonly PollCell _cell = PollCell.OfThisThread;
    private readonly Thread _thread = Thread.CurrentThread;
    private readonly string? _threadName = Thread.CurrentThread.Name;
    private readonly ThreadPriority _threadPriority = Thread.CurrentThread.Priority;

    /// <summary>The flow that this thread has outside of polls. Null when it is suppressed: then nothing is put back.</summary>
    private readonly ExecutionContext? _flow = ExecutionContext.Capture();

    /// <summary>The thread's note of its current task, for those who look from outside.</summary>
    public PollCell Cell => _cell;

    /// <summary>The wait that the last poll left for this thread to go on with, taken.</summary>
    public JoinWait? TakeHanded() => (JoinWait?)_cell.TakeHandedOver();

    /// <summary>The flow that each poll begins with.</summary>
    public ExecutionContext? Flow => _flow;

    /// <summary>Where the end of a poll may leave the wait that goes on next; null: nowhere.</summary>
    public PollCell? Next { get; } = handsOver ? PollCell.OfThisThread : null;

    /// <summary>One poll on the thread that made this poller. Nests: a BlockOn inside a poll restores the outer one.</summary>
    /// <param name="task">What to poll.</param>
    /// <param name="handed">The wait that was left for this poll.</param>
    public void Poll(RuntimeTask task, PendingWait? handed = null)
    {
        if (handsOver)
            PollOnWorker(task, handed);
        else
            PollNested(task);
    }

    /// <summary>
    /// To be called where a thread that hands over stops to poll, if only for a hook: until then its last task stays current, which the next
    /// one replaces anyway. That saves a poll five visits to thread statics and as many write barriers.
    /// </summary>
    public void Rest()
    {
        if (!handsOver)
            return;
        _cell.Task = null;
        SynchronizationContext.SetSynchronizationContext(null);
    }

    private void PollOnWorker(RuntimeTask task, PendingWait? handed)
    {
        _cell.Budget = budget;
        _cell.Task = task;
        SynchronizationContext.SetSynchronizationContext(task);
        _cell.IsPolling = true;

        task.Poll(this, handed);

        _cell.IsPolling = false;
        _cell.EndRests();
        RestoreThread();
    }

    private void PollNested(RuntimeTask task)
    {
        _cell.EndRests();
        var outerTask = _cell.Task;
        var outerBudget = _cell.Budget;
        var outerContext = SynchronizationContext.Current;
        _cell.Budget = budget;
        _cell.Task = task;
        SynchronizationContext.SetSynchronizationContext(task);

        task.Poll(this, handed: null);

        _cell.EndRests();
        _cell.Task = outerTask;
        _cell.Budget = outerBudget;
        SynchronizationContext.SetSynchronizationContext(outerContext);
        RestoreThread();
    }

    private void RestoreThread()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), _flow))
            RestoreFlow();
        if (!ReferenceEquals(_thread.Name, _threadName))
            _thread.Name = _threadName;
        if (_thread.Priority != _threadPriority)
            _thread.Priority = _threadPriority;
    }

    private void RestoreFlow()
    {
        if (_flow is null)
            return;
        if (ExecutionContext.IsFlowSuppressed())
            ExecutionContext.RestoreFlow();
        ExecutionContext.Restore(_flow);
    }
}
