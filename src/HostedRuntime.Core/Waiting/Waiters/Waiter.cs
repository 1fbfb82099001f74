using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>
/// One wait in a primitive: a link in a <see cref="WaitQueue"/>, and the continuation of the code that waits.
/// </summary>
/// <remarks>
/// <para>Steps. A wait passes five: <see cref="Rent"/> (from the cache or the pool), <see cref="Open(IWaitOwner)"/> (a withdrawal finds it,
/// so it may be decided), <see cref="Arm(CancellationToken)"/> (token and abort can end it), <see cref="Signal"/> (the outcome is there)
/// and <see cref="End"/> (the result is taken). Some waits skip steps. A wait that is cached again has no End. A shielded wait calls
/// <see cref="Shield"/> in place of Arm. The wait of a select's case is linked, not armed. A <see cref="ForcedYield{T}"/> and an
/// AsyncMethodWait are neither opened nor armed.</para>
/// <para>Decision. A grant, a cancellation, an abort and a failure compete in <see cref="PendingWait.TryDecide"/>. Only the winner writes
/// the outcome and signals. A granter decides under the primitive's lock and signals after it.</para>
/// <para>Signal. The awaiter stores its continuation and sets a bit in the <see cref="WaitState"/>. The winner stores the outcome and sets
/// another bit. The second of the two schedules the continuation, so exactly one does.</para>
/// <para>Reuse. GetResult returns the waiter to its pool if the result was taken, the token registration is gone and no abort holds the
/// waiter. Otherwise it is left to the garbage collector. The version tells a second await from the first.</para>
/// <para>Cache. A waiter that is in the first place of its task's abort list stays there, decided, when its result is taken. The task's
/// next wait of the same type uses it again, which saves the two compare-exchanges of a reference to leave and enter the list. A wait of
/// another type evicts it, and so does the end of the task; then it goes to the pool. The <see cref="WaitState"/> lets one of them
/// win.</para>
/// <para>An abort that still holds a cached waiter from its last use ends the next wait of that task, as it should. In the use of another
/// task it would end a wait of that task. So a waiter that another thread took out of the list is not pooled.</para>
/// </remarks>
internal abstract partial class Waiter : AwaitedWait
{
    private static readonly Action<object?, CancellationToken> s_onTokenFired =
        static (waiter, ct) => ((Waiter)waiter!).TryCancel(WaitDecision.Canceled, ct);

    /// <summary>
    /// The links of the queue. Owned by the lock of the primitive. Outside of the queue, Next is the link of a <see cref="WakeList"/> or of
    /// the pool.
    /// </summary>
    internal Waiter? Next, Previous;

    /// <summary>True while the waiter is in a queue. Owned by the lock of the primitive.</summary>
    internal bool IsQueued;

    private short _version;
    private IWaitOwner? _owner;

    /// <summary>
    /// True from Arm to End for a waiter in the abort list of its target, or of the task in its extras. Also true while it is cached there.
    /// An abort or another wait may have taken it out of the list meanwhile.
    /// </summary>
    private bool _isRegistered;

    /// <summary>
    /// True once the waiter came from <see cref="Rent"/>, whose callers can use a cached one. Never cleared, so a later caller that rents
    /// from the pool directly may find it set. Its waiter is then cached too, for any caller of Rent with the same type.
    /// </summary>
    private bool _mayBeCached;

    /// <summary>True if no abort can end the wait, but its branch keeps the number of aborts that it has seen over it.</summary>
    private bool _notesAborts;

    /// <summary>
    /// True if the waiter had left its task's list when it was used again. The thread that removed it may still hold it, so it must never
    /// be pooled.
    /// </summary>
    private bool _isHeld;

    /// <summary>Created by the waiting thread, or by the winner of the decision for its error.</summary>
    private AtomicRef<WaitExtras> _extras;

    /// <summary>The number of the current use: the token of its ValueTask.</summary>
    internal short Version => _version;

    /// <summary>The exception that the await throws, or null. Valid once signaled.</summary>
    protected Exception? Error => _extras.Read()?.Error;

    /// <summary>True once the outcome may be taken.</summary>
    protected bool IsSignaled => State.IsSignaled;

    /// <summary>
    /// True while something besides the token or an abort can still touch this waiter, for example the queue of a lock. Such a waiter stays
    /// decided and must not return to the pool.
    /// </summary>
    protected virtual bool IsHeldElsewhere => false;

    private WaitExtras Extras
    {
        get
        {
            if (_extras.Read() is { } extras)
                return extras;
            extras = new WaitExtras();
            return _extras.CompareExchange(extras, null) ?? extras;
        }
    }

    /// <summary>The task that waits; outside any task the target of the continuation; null if it is not known.</summary>
    internal object? Requester => Target is CaseLink link ? link.Select.Requester : _extras.Read()?.Task ?? Target;

    protected sealed override string? WaitsOn => _owner?.Describe(this);

    protected override object? WaitTarget => _owner?.Resource;

    protected sealed override string WaitPurpose => _owner?.PurposeOf(this) ?? "";

    public sealed override short UseNumber => _version;

    /// <summary>
    /// Sets the primitive, and makes a cached waiter undecided again. Called once after renting: as soon as the primitive's Withdraw can
    /// find the waiter, and before a granter can.
    /// </summary>
    internal void Open(IWaitOwner owner)
    {
        _owner = owner;
        if (_isRegistered)
            State.Reopen();
    }

    /// <summary>
    /// As <see cref="Open(IWaitOwner)"/>, for a primitive that reads <see cref="Requester"/> when it grants, which may be before Arm.
    /// </summary>
    internal void Open(IWaitOwner owner, IWaitingTask? task)
    {
        // A cached waiter has this target already, and the write would cost a GC write barrier.
        if (!ReferenceEquals(Target, task))
            Target = task;
        Open(owner);
    }

    /// <summary>Returns a fresh waiter for the wait of a case of a select. The caller enqueues and opens it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TWaiter RentLinked<TWaiter>(CaseLink link) where TWaiter : Waiter, new()
    {
        var waiter = WaiterPool.Rent<TWaiter>();
        waiter.Target = link;
        waiter.State.Link();
        return waiter;
    }

    /// <summary>Gives up a linked wait whose select was decided by another case, or that was never in a queue.</summary>
    /// <returns>True if no thread can reach it any more; otherwise false.</returns>
    internal bool Leave()
    {
        _owner?.Withdraw(this);
        State.End();
        var free = End(out _);
        if (free)
            Recycle();
        return free;
    }

    /// <summary>
    /// Keeps the number of aborts that the branch has seen over a wait that an abort cannot end. Called on the thread that runs the branch.
    /// </summary>
    internal void NoteAborts(ThreadContext context)
    {
        _notesAborts = true;
        AbortsSeen = context.AbortsSeen;
    }

    /// <summary>
    /// Arms a wait that neither a token nor an abort ends. Includes it in the description of its task, and keeps its branch's number of
    /// aborts. Called instead of <see cref="Arm(CancellationToken)"/>.
    /// </summary>
    internal void Shield(ThreadContext? context)
    {
        if (context?.Task is not { } task)
            return;
        NoteAborts(context);
        Extras.ShownBy = task;
        task.Show(this);
    }

    /// <summary>
    /// Registers the wait with its token and with the current task's abort. Called on the waiting thread, once granters can see the waiter.
    /// Caller holds no lock, because a token that has already fired withdraws the waiter at once.
    /// </summary>
    internal void Arm(CancellationToken ct) => Arm(ThreadContext.CurrentTask, ct);

    /// <summary>Registers the wait with its token and with the abort of this task, the current one.</summary>
    internal void Arm(IWaitingTask? task, CancellationToken ct)
    {
        if (_isRegistered)
        {
            // It was cached, so it belongs to this task.
            _isHeld |= !task!.RegisterAgain(this);
        }
        else if (task is not null)
        {
            Target = task;
            _isRegistered = true;
            task.RegisterForAbort(this);
        }

        if (ct.CanBeCanceled && (task is null || !task.OwnsToken(ct)))
        {
            var extras = Extras;
            extras.HasTokenRegistration = true;
            extras.Registration = ct.UnsafeRegister(s_onTokenFired, this);
        }
    }

    public override void EndCanceled(CancellationToken ct)
    {
        SetError(new OperationCanceledException(ct));
        _owner!.Withdraw(this);
        Signal();
    }

    /// <summary>Sets the exception of a wait that the caller has decided. The caller then calls <see cref="Signal"/>.</summary>
    internal void SetError(Exception error) => Extras.Error = error;

    /// <summary>
    /// Publishes the outcome and schedules the awaiter if there is one. Caller holds no lock: a foreign context's Post is user code.
    /// </summary>
    internal void Signal()
    {
        if (State.Signal())
            Dispatch();
    }

    public sealed override void Run(ThreadContext? context) => Continuation!(ContinuationState);

    public sealed override Delegate AsCallback(out object? state)
    {
        state = ContinuationState;
        return Continuation!;
    }

    /// <summary>
    /// Blocks the calling thread until the wait is signaled. An interrupt of the thread ends the wait as a token does. If the wait was
    /// granted at that moment, the grant wins, because no other code would take it, and the interrupt is deferred.
    /// </summary>
    internal void WaitOnThread()
    {
        var gate = new ThreadGate();
        SetTarget(gate);
        Continuation = ThreadGate.Open;
        if (!State.TryAwait())
            return;
        try
        {
            gate.Wait();
        }
        catch (ThreadInterruptedException interrupt)
        {
            if (TryDecide(WaitDecision.Canceled))
            {
                SetError(interrupt);
                _owner!.Withdraw(this);
                Signal();
            }
            else
            {
                Uninterrupted.Defer();
            }

            gate.WaitUninterrupted();
        }
    }

    /// <summary>Stores the awaiter's continuation, and decides where it will run. Called on the awaiting thread.</summary>
    protected void Await(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        CheckVersion(token);
        if (State.IsAwaited)
            throw MisusedAwait.AwaitedTwice();
        Continuation = continuation;
        ContinuationState = state;
        ChooseTarget((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0);
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            Extras.Flow = ExecutionContext.Capture();

        if (!State.TryAwait())
            Dispatch();
    }

    /// <summary>Stores the code that goes on after the wait, and where. Called once, on the thread that waits.</summary>
    internal void AwaitAt(ResumePlace place, Action<object?> continuation, object? state)
    {
        Continuation = continuation;
        ContinuationState = state;
        SetTarget(place.Target);
        if (place.Flow is not null)
            Extras.Flow = place.Flow;
        if (!State.TryAwait())
            Dispatch();
    }

    /// <summary>Throws unless the outcome of this use may be taken now.</summary>
    protected void CheckTakable(short token)
    {
        CheckVersion(token);
        if (!IsSignaled)
            throw MisusedAwait.NotOver();
    }

    /// <summary>Throws for a ValueTask of an earlier use.</summary>
    protected void CheckVersion(short token)
    {
        if (token != _version)
            throw MisusedAwait.AwaitedBefore();
    }

    /// <summary>Removes the waiter from its token and its abort list, and clears it.</summary>
    /// <param name="error">The exception that GetResult has to throw, or null.</param>
    /// <returns>True if the waiter may be pooled; otherwise false, because another thread may still hold it.</returns>
    protected bool End(out Exception? error)
    {
        var extras = _extras.Read();
        error = extras?.Error;
        var free = !IsHeldElsewhere && !_isHeld;
        if (_isRegistered)
            free &= (extras?.Task ?? Unsafe.As<IWaitingTask>(Target!)).Leave(this);
        else if (_notesAborts && ThreadContext.CurrentOrNull is { Task: { } current } context && ReferenceEquals(current, Target))
            context.GoOnAfter(this);
        if (extras is not null)
        {
            free &= !extras.HasTokenRegistration || extras.Registration.Unregister();
            extras.ShownBy?.Hide(this);
            extras.Clear();
        }

        Debug.Assert(!IsQueued, "A decided wait still stands in its queue.");

        _version++;
        _isRegistered = false;
        _notesAborts = false;
        AbortsSeen = 0;
        Target = null;
        Continuation = null;
        ContinuationState = null;
        _owner = null;
        if (free)
            ResetState();
        return free;
    }

    /// <summary>Clears the state of a wait that has ended and may be used again.</summary>
    protected virtual void ResetState() => State.Reset();

    /// <summary>
    /// Returns the waiter to the pool of its exact type. Each derived type overrides this, or the waiter would be rented as its base type.
    /// </summary>
    protected abstract void Recycle();

    /// <summary>Rethrows with the stack of the first throw, if there was one.</summary>
    protected static void ThrowIf(Exception? error)
    {
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }

    private void ChooseTarget(bool useSchedulingContext)
    {
        // Usually the task that began the wait also awaits it, and is the current context.
        if (useSchedulingContext && _isRegistered && ReferenceEquals(SynchronizationContext.Current, Target))
            return;
        SetTarget(ResumeTarget.Choose(useSchedulingContext));
    }

    /// <summary>Sets the target, and keeps the task of the abort list in the extras if the two differ. Usually they do not.</summary>
    private void SetTarget(object? target)
    {
        if (_isRegistered && !ReferenceEquals(Target, target))
            Extras.Task ??= Unsafe.As<IWaitingTask>(Target!);
        Target = target;
    }

    private void Dispatch()
    {
        var extras = _extras.Read();
        // In an abort list and without another task in the extras: the target is the task.
        if (_isRegistered && extras is not ({ Task: not null } or { Flow: not null }))
            Unsafe.As<IWaitingTask>(Target!).Resume(this);
        else
            ResumeTarget.Dispatch(Target, Continuation!, ContinuationState, extras?.Flow);
    }
}
