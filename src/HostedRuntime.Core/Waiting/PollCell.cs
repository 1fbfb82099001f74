using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>
/// A thread's note of the task it polls. The engine writes it at each poll; it is never derived from
/// <see cref="SynchronizationContext.Current"/>, which user code may replace.
/// </summary>
internal sealed class PollCell
{
    [ThreadStatic]
    private static PollCell? t_cell;

    private AtomicRef<IWaitingTask> _task;
    private AtomicRef<IWaitingTask> _interrupted;
    private FreeStack _freeTimeouts;
    private FreeStack _freeEntries;

    /// <summary>What this thread was given to poll: not the body of a BlockOn inside it. Thread-safe.</summary>
    public IWaitingTask? Outermost
    {
        get
        {
            while (true)
            {
                var task = Task;
                if (Interrupted is { } interrupted)
                    return interrupted;
                // Nothing was interrupted when the second read finds the first one's task: the note is taken back only after that changed.
                if (ReferenceEquals(Task, task))
                    return task;
            }
        }
    }

    /// <summary>This thread's cell.</summary>
    public static PollCell OfThisThread => t_cell ??= new PollCell();

    public PendingWait? TakeHandedOver()
    {
        var wait = HandedOver;
        if (wait is not null)
            HandedOver = null;
        return wait;
    }

    /// <summary>This thread turns to another task, or to none: what rests with it is no wait of that.</summary>
    public void EndRests()
    {
        RestingJoin = null;
        if (Resting is not { } resting)
            return;
        Resting = null;
        resting.EndRest();
    }

    /// <summary>From here on no other thread polls the task that this one polls.</summary>
    /// <returns>For <see cref="EndAlone"/>: the notes of a BlockOn further out in this thread's stack.</returns>
    public OuterBlockOn BeginAlone()
    {
        var outer = new OuterBlockOn(PollsAlone, BlocksInPlace, Carried, Interrupted);
        // It may hold what the outer BlockOn goes on with.
        if (PollsAlone)
            Carried = null;
        if (Interrupted is null)
            Interrupted = Task;
        (PollsAlone, BlocksInPlace) = (true, false);
        return outer;
    }

    /// <summary>From here on others may.</summary>
    public void EndAlone(in OuterBlockOn outer)
    {
        (PollsAlone, BlocksInPlace) = (outer.PollsAlone, outer.BlocksInPlace);
        if (outer.PollsAlone)
            Carried = outer.Carried;
        Interrupted = outer.Interrupted;
    }

    /// <summary>This thread's cell, if anything ever asked for one: a thread without it polls nothing.</summary>
    public static PollCell? OfThisThreadIfAny => t_cell;

    /// <summary>The task in whose poll this thread is, or null.</summary>
    public static IWaitingTask? CurrentTask => t_cell?.Task;

    /// <summary>
    /// The task in whose poll this thread is. Written by its own thread alone; the shutdown and the watchdog
    /// read it from theirs.
    /// </summary>
    public IWaitingTask? Task
    {
        get => _task.Read();
        set => _task.Write(value);
    }

    /// <summary>
    /// The task whose poll waits on this thread while a BlockOn inside it polls others. Written by its own thread alone, before the
    /// first of those polls and after the last.
    /// </summary>
    public IWaitingTask? Interrupted
    {
        get => _interrupted.Read();
        set => _interrupted.Write(value);
    }

    /// <summary>
    /// True inside a poll. <see cref="Task"/> does not say so: it stays until the next one, as the thread's context does, which is told of the
    /// engine's own waits in between.
    /// </summary>
    public bool IsPolling { get; set; }

    /// <summary>
    /// The innermost runtime that this thread entered in the poll that it is in, or outside of polls; null if there is none. Owner thread
    /// only.
    /// </summary>
    public EnteredClock? Entered { get; set; }

    /// <summary>The worker whose thread this is; only the scheduler knows its kind.</summary>
    public object? Worker { get; set; }

    /// <summary>What is left of <see cref="Waiting.Budget"/> in this poll. Its own thread's alone.</summary>
    public int Budget { get; set; }

    /// <summary>
    /// How many aborts of the task the branch that runs here has felt. Set at the start of a poll, and by a wait when its branch goes on: a wait keeps the
    /// number over the suspension. If it differs from the task's own count, the next wait of the branch ends as aborted. Owner thread only.
    /// </summary>
    public ushort AbortsSeen { get; private set; }

    /// <summary>
    /// The async method that goes on here, where <see cref="AbortsSeen"/> may be behind; null: not known. Once it has ended, the code that runs is that of
    /// another method, which may have felt the abort in another branch. Owner thread only.
    /// </summary>
    public Task? Method { get; private set; }

    /// <summary>True unless <see cref="AbortsSeen"/> is 0 and <see cref="Method"/> null: then a poll need not set them. Owner thread only.</summary>
    public bool HasAbortNotes { get; private set; }

    /// <summary>Sets <see cref="AbortsSeen"/> and <see cref="Method"/>. Owner thread only.</summary>
    public void NoteAborts(ushort seen, Task? method)
    {
        AbortsSeen = seen;
        Method = method;
        HasAbortNotes = seen != 0 || method is not null;
    }

    /// <summary>Takes over from a wait, whose code goes on here, which aborts its branch has felt. Owner thread only.</summary>
    /// <remarks>A wait without a method was over before it was awaited: the method that ran goes on.</remarks>
    public void GoOnAfter(PendingWait wait) => NoteAborts(wait.AbortsSeen, wait.Method ?? Method);

    /// <summary>
    /// A wait that was granted at the very end of this thread's poll: its task goes on next here. No queue and no word is touched for
    /// that, and no other thread can see it; so it is left only where no code of the user follows, and the thread looks at once.
    /// </summary>
    public PendingWait? HandedOver { get; set; }

    /// <summary>A wait of the current task in one of our primitives that is over, for its next one of that kind.</summary>
    public Waiter? Resting { get; set; }

    /// <summary>The same for a wait for another task.</summary>
    public PendingWait? RestingJoin { get; set; }

    /// <summary>For what this thread leaves to its own next poll; only tasks know its kind.</summary>
    public PendingWait? Carried { get; set; }

    /// <summary>
    /// True in BlockOn: this thread does all the polls of the one task that it polls. A current-thread runtime is no such place: after its end others
    /// poll its tasks, perhaps beside a last poll in which it is stuck.
    /// </summary>
    public bool PollsAlone { get; private set; }

    /// <summary>True while the body of a BlockOn runs code that said it will block (BlockInPlace). Owner thread only.</summary>
    public bool BlocksInPlace { get; set; }

    /// <summary>Waits for timed bodies that are free.</summary>
    public ref FreeStack FreeTimeouts => ref _freeTimeouts;

    /// <summary>Entries of run queues that are free.</summary>
    public ref FreeStack FreeEntries => ref _freeEntries;

    /// <summary>The task whose token this thread fires right now: what resumes it meanwhile was ended by that token.</summary>
    public IWaitingTask? Aborting { get; set; }
}
