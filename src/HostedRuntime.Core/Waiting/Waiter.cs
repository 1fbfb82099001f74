using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>What a waiter asks of the primitive that it waits in.</summary>
internal interface IWaitOwner
{
    /// <summary>
    /// Takes a cancelled waiter out of the queue and serves those who may go on now that it left.
    /// Called once, after the decision, outside all locks.
    /// </summary>
    void Withdraw(Waiter waiter);

    /// <summary>
    /// For people who look at a task that waits: what for, and who has it. From any thread, also when the wait has ended and the waiter is used elsewhere;
    /// a moment's view. Never throws, and waits for no lock that is held for long.
    /// </summary>
    string Describe(Waiter waiter);
}

/// <summary>
/// One wait in a primitive: a link in a <see cref="WaitQueue"/>, and the way back to the code that waits.
/// </summary>
/// <remarks>
/// <para>Decision. Grant, cancel, abort and failure meet in <see cref="PendingWait.TryDecide"/>; the winner
/// alone writes the outcome and signals. A granter decides under the primitive's lock and signals outside of it.</para>
/// <para>Signal. The awaiter leaves its continuation and says so in the <see cref="WaitState"/>; the winner says there that the outcome is in place.
/// Whoever comes second schedules, so exactly one does.</para>
/// <para>Life. The object goes back to its pool in GetResult and only if its result was taken, its token registration is
/// gone and no abort holds it; else the garbage collector has it. The version tells a second await from the first.</para>
/// <para>Rest. Where that can be, it rests instead, decided and still in its task's list, for the next wait of its kind: that saves the way out of the
/// list, into it, and to the pool, two compare-exchanges of a reference among it. It rests with the thread as long as that polls this task, and then in the
/// task, from where one of its polls takes it, or who puts another wait in its place, or the end of the task: one of them, by the <see cref="WaitState"/>. Only
/// who rents with a <see cref="PollCell"/> gets one back, and has to <see cref="Open"/> it once it can be withdrawn. An abort that still knows it from
/// its last use then ends the next wait of that same task, as it should. One that has left the list otherwise is not pooled: somebody may hold it.</para>
/// </remarks>
internal abstract partial class Waiter : PendingWait
{
    private static readonly Action<object?, CancellationToken> s_onTokenFired =
        static (waiter, ct) => ((Waiter)waiter!).TryCancel(WaitDecision.Canceled, ct);

    /// <summary>Links of the queue it stands in. Owned by the lock of the primitive.</summary>
    internal Waiter? Next, Previous;

    /// <summary>True while it stands in a queue. Owned by the lock of the primitive.</summary>
    internal bool IsQueued;

    private short _version;
    private IWaitOwner? _owner;

    /// <summary>What the awaiter left; meaningful once the state says that it did.</summary>
    private Action<object?>? _continuation;
    private object? _continuationState;

    /// <summary>An IWaitingTask, a SynchronizationContext, a TaskScheduler, a ThreadGate, or null for the ThreadPool.</summary>
    private object? _target;

    /// <summary>True while it stands in the abort list of its target, or of the task in its extras.</summary>
    private bool _isEnlisted;

    /// <summary>Who rented it can use one that rested.</summary>
    private bool _mayRest;

    /// <summary>No abort can end it, but its branch keeps over it which aborts it has felt.</summary>
    private bool _notesAborts;

    /// <summary>It was found gone from its task's list when it was used again: whoever took it out may hold it for ever.</summary>
    private bool _isHeld;

    /// <summary>Made by the waiting thread, or by the winner for its error.</summary>
    private AtomicRef<WaitExtras> _extras;

    /// <summary>The current incarnation: the token of its ValueTask.</summary>
    internal short Version => _version;

    /// <summary>What the await has to throw; meaningful once signaled.</summary>
    protected Exception? Error => _extras.Read()?.Error;

    /// <summary>True once the outcome may be taken.</summary>
    protected bool IsSignaled => State.IsSignaled;

    /// <summary>True while somebody other than token and abort may still come to this wait: it stays decided, and out of the pool.</summary>
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

    /// <summary>On whose behalf it waits: a task, or where code off the tasks goes on; null: not known.</summary>
    internal object? Asker => _extras.Read()?.Task ?? _target;

    protected sealed override string? WaitsOn => _owner?.Describe(this);

    protected sealed override short UseNumber => _version;

    /// <summary>Called once after renting and before anyone else can see the waiter.</summary>
    internal void Begin(IWaitOwner owner) => _owner = owner;

    /// <summary>The same, and notes the current task, for those who grant before the wait is armed.</summary>
    internal void Begin(IWaitOwner owner, IWaitingTask? task)
    {
        _owner = owner;
        // One that rested has it, and a write of it costs a barrier.
        if (!ReferenceEquals(_target, task))
            _target = task;
    }

    /// <summary>
    /// Makes it a wait that can be decided. Called by who rented it with a cell, once its owner's Withdraw finds it: under the lock of the
    /// queue that it stands in.
    /// </summary>
    internal void Open()
    {
        if (_isEnlisted)
            State.Reopen();
    }

    /// <summary>
    /// For a wait that an abort cannot end: keeps over the suspension which aborts the branch has felt. Called by the thread that runs the branch.
    /// </summary>
    internal void NoteAborts(PollCell cell)
    {
        _notesAborts = true;
        AbortsSeen = cell.AbortsSeen;
    }

    /// <summary>
    /// In place of <see cref="Arm(CancellationToken)"/>, for a wait that neither a token nor an abort ends: its task shows it to those who look.
    /// </summary>
    internal void Shield(PollCell? cell)
    {
        if (cell?.Task is not { } task)
            return;
        NoteAborts(cell);
        Extras.ShownBy = task;
        task.Show(this);
    }

    /// <summary>
    /// Puts the wait under its token and under the abort of the current task. Called by the waiting thread once the waiter
    /// is visible to granters, and not under the primitive's lock: an already fired token withdraws at once.
    /// </summary>
    internal void Arm(CancellationToken ct) => Arm(PollCell.CurrentTask, ct);

    /// <summary>The same, for who knows the current task.</summary>
    internal void Arm(IWaitingTask? task, CancellationToken ct)
    {
        if (_isEnlisted)
        {
            // It rested, so it is of this task.
            _isHeld |= !task!.EnlistAgain(this);
        }
        else if (task is not null)
        {
            _target = task;
            _isEnlisted = true;
            task.Enlist(this);
        }

        if (ct.CanBeCanceled && (task is null || !task.OwnsToken(ct)))
        {
            var extras = Extras;
            extras.IsRegistered = true;
            extras.Registration = ct.UnsafeRegister(s_onTokenFired, this);
        }
    }

    public sealed override Task? Method => _continuationState as Task;

    public override bool Continues(Task method, IWaitingTask task) => ReferenceEquals(_continuationState, method) && ReferenceEquals(_target, task);

    public override void EndCanceled(CancellationToken ct)
    {
        SetError(new OperationCanceledException(ct));
        _owner!.Withdraw(this);
        Signal();
    }

    /// <summary>Leaves the exception of a wait decided as <see cref="WaitDecision.Failed"/>; <see cref="Signal"/> follows.</summary>
    internal void SetError(Exception error) => Extras.Error = error;

    /// <summary>Makes the outcome takable and sends the awaiter on its way. Never under a lock: a foreign context's Post is user code.</summary>
    internal void Signal()
    {
        if (State.Signal())
            Dispatch();
    }

    public sealed override void Run(PollCell? cell) => _continuation!(_continuationState);

    public sealed override Delegate AsCallback(out object? state)
    {
        state = _continuationState;
        return _continuation!;
    }

    /// <summary>
    /// Blocks the calling thread until the wait is signaled. An interrupt of the thread ends the wait as a token does. If the wait was granted at that
    /// moment, the grant wins, because nobody else would take it, and the interrupt is deferred.
    /// </summary>
    internal void WaitOnThread()
    {
        var gate = new ThreadGate();
        SetTarget(gate);
        _continuation = ThreadGate.Open;
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

    /// <summary>Registers the awaiter's continuation; where it will run is decided here, on the awaiting thread.</summary>
    protected void Await(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        CheckVersion(token);
        if (State.IsAwaited)
            throw new InvalidOperationException("This ValueTask is awaited twice at the same time. Await it once, or take AsTask() once and await that.");
        _continuation = continuation;
        _continuationState = state;
        ChooseTarget((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0);
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            Extras.Flow = ExecutionContext.Capture();

        if (!State.TryAwait())
            Dispatch();
    }

    /// <summary>Throws unless the outcome of this incarnation may be taken now.</summary>
    protected void CheckTakable(short token)
    {
        CheckVersion(token);
        if (!IsSignaled)
            throw new InvalidOperationException("The result was taken before the wait was over. Await the ValueTask instead.");
    }

    /// <summary>Throws for a ValueTask of an earlier incarnation.</summary>
    protected void CheckVersion(short token)
    {
        if (token != _version)
            throw new InvalidOperationException("This ValueTask was awaited already. Await it once, or take AsTask() once and await that.");
    }

    /// <summary>
    /// Leaves token and abort list and clears the waiter. <paramref name="error"/> is what GetResult has to throw.
    /// False: somebody may still hold the object, so it must not be pooled.
    /// </summary>
    protected bool End(out Exception? error)
    {
        var extras = _extras.Read();
        error = extras?.Error;
        var free = !IsHeldElsewhere && !_isHeld;
        if (_isEnlisted)
            free &= (extras?.Task ?? Unsafe.As<IWaitingTask>(_target!)).Leave(this);
        else if (_notesAborts && PollCell.OfThisThreadIfAny is { Task: { } current } cell && ReferenceEquals(current, _target))
            cell.GoOnAfter(this);
        if (extras is not null)
        {
            free &= !extras.IsRegistered || extras.Registration.Unregister();
            extras.ShownBy?.Hide(this);
            extras.Clear();
        }

        Debug.Assert(!IsQueued, "A decided wait still stands in its queue.");

        _version++;
        _isEnlisted = false;
        _notesAborts = false;
        AbortsSeen = 0;
        _target = null;
        _continuation = null;
        _continuationState = null;
        _owner = null;
        if (free)
            State.Reset();
        return free;
    }

    /// <summary>Returns to the pool of the exact type: a derived waiter overrides it, or it would be rented as its base.</summary>
    protected abstract void Recycle();

    /// <summary>Rethrows with the stack of the first throw, if there was one.</summary>
    protected static void ThrowIf(Exception? error)
    {
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }

    private void ChooseTarget(bool useSchedulingContext)
    {
        // As a rule the task that began the wait awaits it, and is the context: there is nothing to choose.
        if (useSchedulingContext && _isEnlisted && ReferenceEquals(SynchronizationContext.Current, _target))
            return;
        SetTarget(ResumeTarget.Choose(useSchedulingContext));
    }

    /// <summary>Where the wait was enlisted is where it goes on, as a rule.</summary>
    private void SetTarget(object? target)
    {
        if (_isEnlisted && !ReferenceEquals(_target, target))
            Extras.Task ??= Unsafe.As<IWaitingTask>(_target!);
        _target = target;
    }

    private void Dispatch()
    {
        var extras = _extras.Read();
        // Enlisted and without another task in its extras: the target is the task.
        if (_isEnlisted && extras is not ({ Task: not null } or { Flow: not null }))
            Unsafe.As<IWaitingTask>(_target!).Resume(this);
        else
            ResumeTarget.Dispatch(_target, _continuation!, _continuationState, extras?.Flow);
    }
}
