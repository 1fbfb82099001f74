using System.ComponentModel;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// The engine's side of a task: the unit that workers run, and the SynchronizationContext that the awaits of its body capture. Users hold
/// it as <see cref="JoinHandle"/>. It has no public members of its own.
/// </summary>
/// <remarks>
/// <para>One object is work item, context, state and handle, so a spawn costs one allocation and a resume none. A poll is one run of user
/// code for the task: the first run of the body, or one continuation.</para>
/// <para>Branches of a body that wait at the same time may resume in parallel, as under Task.Run. The polls of a task are not
/// serialized.</para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class RuntimeTask : SynchronizationContext, IWaitingTask, IWaitList
{
    // One delegate for all tasks: the BCL calls it in the context that it captured, which is the task.
    private static readonly Action s_onBodyEnded = static () => OnBodyEnded(Unsafe.As<RuntimeTask>(Current!));

    private TaskIdentity _identity;
    private TaskStateBits _state;
    private ResumeSlot _slot;
    private JoinerList _joiners;

    /// <summary>
    /// The body before its start, its Task while it is suspended, a TaskFault once it has faulted. Written by the thread that claimed the
    /// start, and for the last time before the joiners are closed.
    /// </summary>
    private AtomicRef<object> _body;

    private PendingWaits _waits;

    // Fields of one byte, with the one of the times: with the base's own flag and the place in the list they fill eight bytes.
    private JoinStatus _status;

    private protected RuntimeTask(TaskOwner owner, Delegate body, in SpawnOptions options, in SpawnSite site)
    {
        Owner = owner;
        _body = new(body);
        SetWaitNotificationRequired();
        _identity = new TaskIdentity(options.Name, site);
        if (!options.SuppressFlow)
            _slot.Lend(ExecutionContext.Capture());
        if (owner.MeasuresTimes)
        {
            _timing = MeasuresAll;
            Control.MeasureTimes();
        }

        if (TaskSpan.Source.HasListeners())
            PrepareSpan(options);
        if (options.CancellationToken.CanBeCanceled)
            Control.Link(options.CancellationToken);
        if (options.HasRareOptions)
            Apply(options);
    }

    /// <summary>Creates the base of a <see cref="ResumeEntry"/>, which the queues see as a task that has started.</summary>
    private protected RuntimeTask(TaskOwner owner)
    {
        Owner = owner;
        _state.TryStart();
    }

    /// <summary>Applies the options that few tasks have, together, so that the others pay for one branch.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply(in SpawnOptions options)
    {
        if (options.Detach)
            _identity.Rest.IsDetached.Write(true);
        if (options.StopBehavior == StopBehavior.Cancel)
            Control.LinkToStop(Owner.Root.Stopping);
    }

    internal TaskOwner Owner { get; }

    string IWaitingTask.Label => Name is { } name ? $"'{name}'" : $"task {TaskId}";

    internal string? Name => _identity.Name ?? Owner.NameOfUnnamed;

    TimeProvider IWaitingTask.TimeProvider => Owner.TimeProvider;

    internal bool IsBlocking { get; init; }

    /// <summary>
    /// The place in the owner's list of suspended tasks, or in the queue of the blocking pool; -1 if the task is in neither. Written by the
    /// poll that adds the task to the list and by its end, or under the lock of the pool.
    /// </summary>
    internal int OwnedIndex { get; set; } = -1;

    internal bool IsEnded => _joiners.IsClosed;

    /// <summary>True if the task has ended, and neither faulted nor cancelled.</summary>
    internal bool HasCompleted => _joiners.IsClosedWell;

    internal bool IsStarted => _state.IsStarted;

    /// <summary>How the body ended. Valid once <see cref="IsEnded"/>.</summary>
    internal JoinStatus Status => _status;

    /// <summary>The exception of the body, or null. Valid once <see cref="IsEnded"/>.</summary>
    internal TaskFault? Fault => _status == JoinStatus.Faulted ? Unsafe.As<TaskFault>(_body.Read()) : null;

    internal DateTimeOffset SpawnTime => DateTimeOffset.UtcNow - _identity.Age;

    internal long TaskId => _identity.Id;

    /// <summary>The rarely used part, created on first use.</summary>
    internal TaskControl Control
    {
        get
        {
            if (_identity.TryMakeControl(this, out var control) && IsEnded)
                control.Unlink();
            return control;
        }
    }

    /// <summary>Runs the body from its start until it suspends or ends.</summary>
    /// <returns>Null if it has ended and stored its result; otherwise its .NET Task.</returns>
    private protected abstract Task? RunBody();

    /// <summary>Takes the result out of the body's .NET Task, which ran to completion.</summary>
    private protected abstract void Adopt(Task body);

    /// <summary>
    /// Takes the body out, so that a running task does not keep its closure alive. Called once, by <see cref="RunBody"/>.
    /// </summary>
    private protected TDelegate TakeBody<TDelegate>() where TDelegate : Delegate
    {
        var body = Unsafe.As<TDelegate>(_body.ReadOwn()!);
        _body.Write(null);
        return body;
    }

    /// <summary>Runs one poll. The caller has made this task current on its thread, and restores the thread after it.</summary>
    /// <param name="poller">The poller of this thread.</param>
    /// <param name="wait">The wait to go on with; null if the continuation is in the slot.</param>
    internal void Poll(TaskPoller poller, Resumption? wait)
    {
        _state.Polls++;
        // Usually neither this task nor the one before it was ever aborted or had two branches. Then there is nothing to note.
        if (_state.IsAbortedOrBranched | poller.Context.HasAbortNotes)
            poller.Context.SetAborts(_state.Aborts, _state.IsBranched ? wait?.Method : null);
        if (_timing == 0)
            Run(poller, wait);
        else
            RunTimed(poller, wait);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Run(TaskPoller poller, Resumption? wait)
    {
        if (wait is not null)
            Continue(poller, wait);
        else if (_state.IsStarted)
            Continue(poller);
        else
            Start(poller);
    }

    internal bool TryJoin(IJoiner joiner) => _joiners.TryAdd(joiner);

    /// <inheritdoc cref="JoinerList.GetOrAdd"/>
    internal ISoleJoiner? GetOrJoin(ISoleJoiner joiner) => _joiners.GetOrAdd(joiner);

    internal void LeaveJoin(IJoiner joiner) => _joiners.Remove(joiner);

    void IWaitingTask.Resume(Action<object?> continuation, object? state) => Owner.Schedule(Keep(continuation, state));

    void IWaitingTask.Resume(PendingWait wait)
    {
        if ((_timing & MeasuresAll) != 0)
            Owner.Schedule(Keep(wait));
        else
            Owner.Schedule(this, wait);
    }

    void IWaitingTask.ResumeLast(Action<object?> continuation, object? state, ThreadContext here)
    {
        if ((_timing & MeasuresAll) != 0)
            Owner.ScheduleLast(Keep(continuation, state), here);
        else
            Owner.ScheduleLast(this, continuation, state, here);
    }

    void IWaitingTask.MarkBranched() => MarkBranched();

    void IWaitingTask.ReportFault(Exception exception) => Owner.ReportFault(this, exception);

    /// <summary>
    /// Replaces the ExecutionContext with which the body starts, unless the spawner suppressed its flow. For runtimes of tests. Called
    /// before another thread can see the task.
    /// </summary>
    internal void ChangeFlow(Func<ExecutionContext, ExecutionContext> change)
    {
        if (_slot.TakeLent() is { } flow)
            _slot.Lend(change(flow));
    }

    private void Start(TaskPoller poller)
    {
        // An abort may have cancelled the task before its start, now or earlier. Then only its entry in the queue was left.
        if ((Owner.IsAborting && TryCancelBeforeStart()) || !_state.TryStart())
            return;
        // TryStart is a full fence after this thread's ThreadContext was written. Either the sweep of a shutdown that begins now finds the
        // task there, or this thread sees the shutdown.
        if (Owner.IsAborting)
            AbortTask();

        var flow = _slot.TakeLent();
        if (flow is null)
            BeginWithoutFlow();
        else if (!ReferenceEquals(flow, poller.Flow))
            ExecutionContext.Restore(flow);

        Task? body;
        try
        {
            body = RunBody();
        }
        catch (Exception e)
        {
            End(e, poller.Next);
            return;
        }

        if (body is null)
            End(null, poller.Next);
        else if (body.IsCompleted)
            EndAs(body, poller.Next);
        else
            Suspend(body, poller);
    }

    /// <summary>Handles the first suspension of the body. Other threads may poll its continuations already.</summary>
    private void Suspend(Task body, TaskPoller poller)
    {
        Owner.Register(this);
        _body.Write(body);
        _state.MarkSuspended();
        LookForEnd(poller, isFirst: true);
    }

    /// <summary>
    /// Ends the task if its body has ended. Called by the poll that suspends the body, and at the end of each later poll.
    /// </summary>
    /// <remarks>
    /// <para>If it is not certain that the body goes on in a poll, the BCL is asked to call back instead. It is certain if the method that
    /// returned the body's Task awaits a wait of ours, or has its continuation in the slot. That poll then looks again. So a task that
    /// waits only in our primitives needs no callback, which would cost 48 bytes.</para>
    /// <para>Two threads may meet.</para>
    /// <list type="number">
    /// <item>The suspending thread publishes the Task, passes the full fence of MarkSuspended, and reads the Task, the waits and the
    /// slot.</item>
    /// <item>The polling thread takes the wait out, or completes the Task, passes a full fence, and reads the Task.</item>
    /// </list>
    /// <para>Either the polling thread sees the Task, or the suspending thread sees what the other did. The slot is emptied without a
    /// fence, so the first look does not trust it.</para>
    /// </remarks>
    private void LookForEnd(TaskPoller poller, bool isFirst = false)
    {
        // The body may be suspending on another thread now. Pairs with MarkSuspended: either that thread sees what this poll took out, or
        // this thread sees the suspension.
        if (!isFirst && !_state.IsSuspended)
            Fence.Full();
        if (!_state.IsEndSought)
            return;
        // Read between two checks of the state, because the field holds the body's Task only from the suspension until the end is claimed.
        var seen = _body.Read();
        if (!_state.IsEndSought)
            return;
        var body = Unsafe.As<Task>(seen!);
        if (body.IsCompleted)
            EndOnce(body, poller.Next);
        else if (!GoesOnWith(body, poller.Context, isFirst) && _state.TryMarkObserved())
            Observe(body);
    }

    /// <summary>Has the BCL call back at the end of the body.</summary>
    /// <remarks>
    /// The awaiter captures this task as its context, so the BCL calls inside the poll that ends the body. With ConfigureAwait(false) the
    /// call would go through the ThreadPool, and would not come while the pool starves.
    /// </remarks>
    private void Observe(Task body)
    {
        var context = Current;
        SetSynchronizationContext(this);
        body.GetAwaiter().UnsafeOnCompleted(s_onBodyEnded);
        SetSynchronizationContext(context);
    }

    // This is not the end of the poll: user code may have completed the body's Task, and goes on after this call.
    private static void OnBodyEnded(RuntimeTask task) => task.EndOnce(Unsafe.As<Task>(task._body.Read()!), next: null);

    private void EndOnce(Task body, TaskPoller? next)
    {
        if (_state.TryClaimEnd())
            EndAs(body, next);
    }

    private void Continue(TaskPoller poller, Resumption wait)
    {
        try
        {
            wait.Run(poller.Context);
        }
        catch (Exception e)
        {
            Owner.ReportFault(this, e);
        }

        LookForEnd(poller);
    }

    private void Continue(TaskPoller poller)
    {
        var callback = _slot.Take(out var state);
        if (_state.IsBranched)
            poller.Context.SetAborts(poller.Context.AbortsSeen, Resumption.MethodOf(state));
        try
        {
            Resumption.Invoke(callback, state);
        }
        catch (Exception e)
        {
            // The exception is from an async void method or a raw Post. Awaits of the body never throw here.
            Owner.ReportFault(this, e);
        }

        LookForEnd(poller);
    }

    private bool GoesOnWith(Task method, ThreadContext here, bool isFirst)
        => ((!isFirst || here.PollsAlone) && (here.NextContinuation?.Continues(method, this) == true || _slot.Continues(method))) || _waits.Continues(method, this);

    /// <summary>Stores a finished wait for a later poll.</summary>
    /// <returns>The entry that the caller has to queue for that poll.</returns>
    internal RuntimeTask Keep(Resumption wait)
    {
        var callback = wait.AsCallback(out var state);
        return Keep(callback, state);
    }

    /// <summary>Stores a continuation for a later poll.</summary>
    /// <returns>The entry that the caller has to queue for that poll.</returns>
    internal RuntimeTask Keep(Delegate callback, object? state)
    {
        Times?.Queue();
        return _slot.TryFill(callback, state) ? this : ResumeEntry.For(this, callback, state);
    }
}
