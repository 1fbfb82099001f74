using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>
/// The state of a thread that polls tasks: the current task, its budget, and what is cached for it. The engine writes it at each poll. It
/// is not derived from <see cref="SynchronizationContext.Current"/>, which user code may replace.
/// </summary>
internal sealed class ThreadContext
{
    [ThreadStatic]
    private static ThreadContext? t_context;

    private AtomicRef<IWaitingTask> _task;
    private AtomicRef<IWaitingTask> _interrupted;
    private FreeStack _freeTimeouts;
    private FreeStack _freeEntries;

    /// <summary>The task that this thread was given to poll, even while a BlockOn inside that poll runs another body. Any thread.</summary>
    public IWaitingTask? Outermost
    {
        get
        {
            while (true)
            {
                var task = Task;
                if (Interrupted is { } interrupted)
                    return interrupted;
                // If the second read finds the task of the first, no poll was interrupted: `Interrupted` is cleared only after the task
                // changed.
                if (ReferenceEquals(Task, task))
                    return task;
            }
        }
    }

    /// <summary>The state of this thread, created on first use.</summary>
    public static ThreadContext Current => t_context ??= new ThreadContext();

    /// <summary>
    /// Begins a BlockOn: from here on only this thread polls the body of the BlockOn. A poll that was running is interrupted.
    /// </summary>
    /// <returns>The state of an outer BlockOn on this thread's stack, for <see cref="EndAlone"/>.</returns>
    public OuterBlockOn BeginAlone()
    {
        var outer = new OuterBlockOn(PollsAlone, BlocksInPlace, NextContinuation, Interrupted);
        // The object may hold the continuation with which the outer BlockOn goes on.
        if (PollsAlone)
            NextContinuation = null;
        if (Interrupted is null)
            Interrupted = Task;
        (PollsAlone, BlocksInPlace) = (true, false);
        return outer;
    }

    /// <summary>Ends a BlockOn: an interrupted poll, or an outer BlockOn, goes on.</summary>
    public void EndAlone(in OuterBlockOn outer)
    {
        (PollsAlone, BlocksInPlace) = (outer.PollsAlone, outer.BlocksInPlace);
        if (outer.PollsAlone)
            NextContinuation = outer.NextContinuation;
        Interrupted = outer.Interrupted;
    }

    /// <summary>The state of this thread, or null if it never had one. Such a thread polls nothing.</summary>
    public static ThreadContext? CurrentOrNull => t_context;

    /// <summary>The <see cref="Task"/> of this thread, or null.</summary>
    public static IWaitingTask? CurrentTask => t_context?.Task;

    /// <summary>
    /// The task that this thread polls, or polled last (see <see cref="IsPolling"/>). Only this thread writes it; the shutdown and the
    /// watchdog read it from their own threads.
    /// </summary>
    public IWaitingTask? Task
    {
        get => _task.Read();
        set => _task.Write(value);
    }

    /// <summary>
    /// The task whose poll is interrupted while a BlockOn inside it polls another task. Only this thread writes it, before the first of
    /// those polls and after the last.
    /// </summary>
    public IWaitingTask? Interrupted
    {
        get => _interrupted.Read();
        set => _interrupted.Write(value);
    }

    /// <summary>
    /// True inside a poll. <see cref="Task"/> does not show that, because it keeps the last task until the next poll. So code that must
    /// only run inside a poll checks this flag too. Between two polls the SynchronizationContext is still that task, so .NET also calls its
    /// Wait method when the engine itself blocks.
    /// </summary>
    public bool IsPolling { get; set; }

    /// <summary>
    /// The innermost runtime that this thread entered in the current poll, or outside of polls; null if there is none. Owner thread only.
    /// </summary>
    public EnteredClock? Entered { get; set; }

    /// <summary>The rest of the <see cref="Waiting.Budget"/> of this poll. Owner thread only.</summary>
    public int Budget { get; set; }

    /// <summary>The points of a scheduler for tests inside the polls of this thread; usually null. Owner thread only.</summary>
    public PollPoint? Point { get; set; }

    /// <summary>How many aborts of the task the branch that runs here has seen. Owner thread only.</summary>
    /// <remarks>
    /// Set at the start of a poll, and by a wait when its branch goes on, because a wait keeps the number over the suspension. If it
    /// differs from the task's own count, the next wait of the branch ends as aborted.
    /// </remarks>
    public ushort AbortsSeen { get; private set; }

    /// <summary>
    /// The async method that goes on here, if <see cref="AbortsSeen"/> may be behind; null if it is not known. Owner thread only.
    /// </summary>
    /// <remarks>
    /// Once it has ended, the code that runs is that of another method, which may have seen the abort in another branch.
    /// </remarks>
    public Task? Method { get; private set; }

    /// <summary>False if <see cref="AbortsSeen"/> is 0 and <see cref="Method"/> is null, so that a poll need not set them.</summary>
    public bool HasAbortNotes { get; private set; }

    /// <summary>Sets <see cref="AbortsSeen"/> and <see cref="Method"/>. Owner thread only.</summary>
    public void SetAborts(ushort seen, Task? method)
    {
        AbortsSeen = seen;
        Method = method;
        HasAbortNotes = seen != 0 || method is not null;
    }

    /// <summary>Takes over the aborts that the branch of this wait has seen. Its code goes on here. Owner thread only.</summary>
    /// <remarks>A wait without a method was over before it was awaited: the method that ran goes on.</remarks>
    public void GoOnAfter(PendingWait wait) => SetAborts(wait.AbortsSeen, wait.Method ?? Method);

    /// <summary>The object for the continuation that this thread runs in its next poll; null until it is first needed.</summary>
    public InlineContinuation? NextContinuation { get; set; }

    /// <summary>
    /// True in BlockOn: only this thread polls the task that it polls. It is false in a current-thread runtime. After the end of such a
    /// runtime other threads poll its tasks, perhaps while a last poll is stuck.
    /// </summary>
    public bool PollsAlone { get; private set; }

    /// <summary>True while the body of a BlockOn runs code that said it will block (BlockInPlace). Owner thread only.</summary>
    public bool BlocksInPlace { get; set; }

    /// <summary>Free objects for timeouts.</summary>
    public ref FreeStack FreeTimeouts => ref _freeTimeouts;

    /// <summary>Free entries for run queues.</summary>
    public ref FreeStack FreeEntries => ref _freeEntries;

    /// <summary>
    /// The task whose token this thread is firing. If a continuation is posted to that task meanwhile, the token has ended its await.
    /// </summary>
    public IWaitingTask? Aborting { get; set; }
}
