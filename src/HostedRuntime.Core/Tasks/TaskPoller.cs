using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// Makes a task current on this thread, polls it, and puts the thread back: current task, SynchronizationContext,
/// ExecutionContext, suppressed flow, name and priority are as before, whatever the body did to them.
/// </summary>
/// <param name="budget">What each poll may spend: <see cref="Budget.OfPoll"/>, or no limit where no other task waits for the thread.</param>
internal sealed class TaskPoller(int budget = Budget.OfPoll)
{
    private readonly PollCell _cell = PollCell.OfThisThread;
    private readonly Thread _thread = Thread.CurrentThread;
    private readonly string? _threadName = Thread.CurrentThread.Name;
    private readonly ThreadPriority _threadPriority = Thread.CurrentThread.Priority;

    /// <summary>The flow that this thread has outside of polls. Null when it is suppressed: then nothing is put back.</summary>
    private readonly ExecutionContext? _flow = ExecutionContext.Capture();

    /// <summary>The thread's note of its current task, for those who look from outside.</summary>
    public PollCell Cell => _cell;

    /// <summary>One poll on the thread that made this poller. Nests: a BlockOn inside a poll restores the outer one.</summary>
    public void Poll(RuntimeTask task)
    {
        var outerTask = _cell.Task;
        var outerBudget = _cell.Budget;
        var outerContext = SynchronizationContext.Current;
        _cell.Budget = budget;
        _cell.Task = task;
        SynchronizationContext.SetSynchronizationContext(task);

        task.Poll();

        _cell.Task = outerTask;
        _cell.Budget = outerBudget;
        SynchronizationContext.SetSynchronizationContext(outerContext);
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
