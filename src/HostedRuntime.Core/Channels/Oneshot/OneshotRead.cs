using System.Runtime.CompilerServices;
using System.Threading.Channels;
using System.Threading.Tasks.Sources;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>One waiting read of a oneshot. It is the source of the ValueTask that the user awaits.</summary>
/// <remarks>
/// <para>It is no <see cref="Waiter"/>, because those are pooled and made for queues. No other thread sees the read before it is awaited.
/// By then its continuation is stored, so the decision is its only shared state. The sender wakes the read with the one compare-exchange
/// that decides it.</para>
/// <para>A read is used once and never pooled. So a thread that still holds it finds it decided, and it may stay in the abort list until
/// the next wait comes.</para>
/// <para>Until it is awaited, the read only looks at the channel. A value that came meanwhile is taken in GetResult.</para>
/// </remarks>
internal abstract class OneshotRead<T> : AwaitedWait, IValueTaskSource<T>
{
    private static readonly Action<object?, CancellationToken> s_onTokenFired =
        static (read, ct) => ((OneshotRead<T>)read!).TryCancel(WaitDecision.Canceled, ct);

    private OneshotReadExtras? _extras;

    /// <summary>One byte instead of three flags, so that a oneshot of an int takes 80 bytes.</summary>
    private Use _use;

    /// <summary>True once the outcome may be taken. Written after the outcome, by the thread that decided the read.</summary>
    private AtomicBool _isOver;

    /// <summary>True if the read got the value.</summary>
    public bool IsGranted => Decision == WaitDecision.Granted;

    /// <summary>True if the read got the value, or has been ended because there is none.</summary>
    public bool IsServed => Decision is WaitDecision.Granted or WaitDecision.Failed;

    /// <summary>The error of a read that failed although the channel has not ended; otherwise null. Valid once the read is over.</summary>
    public Exception? Error => _extras?.Error;

    /// <summary>True if the token of the read has fired. The read then takes nothing, unless it was served before.</summary>
    public bool IsTokenFired => Token.IsCancellationRequested;

    protected sealed override string WaitsOn => "oneshot read";

    protected abstract OneshotCore<T> Channel { get; }

    /// <summary>The number of this read in its channel, starting at 1.</summary>
    protected abstract ushort Number { get; }

    /// <summary>True if this read is cancelled and a later read exists. A value that comes is for the later read.</summary>
    private bool IsReplaced => Number != Channel.LastRead && IsTokenFired;

    private CancellationToken Token
    {
        get
        {
            if (_extras is { } extras)
                return extras.Token;
            return _use == Use.Made && Target is { } task ? Unsafe.As<IWaitingTask>(task).CancellationToken : default;
        }
    }

    public ValueTask<T> Pend(CancellationToken ct)
    {
        if (ct.CanBeCanceled)
        {
            // Until the read is awaited, the target is the task whose own token was passed to the read.
            if (ThreadContext.CurrentTask is { } task && task.OwnsToken(ct))
                Target = task;
            else
                _extras = new OneshotReadExtras { Token = ct };
        }

        return new(this, 0);
    }

    /// <summary>
    /// Cancels a read, stored as the state of the channel, if its token has fired. The callback of the token does so too, but may not have
    /// run yet.
    /// </summary>
    /// <returns>True if the read is given up; otherwise false.</returns>
    public bool TryCancelIfFired()
    {
        if (IsTokenFired)
            TryCancel(WaitDecision.Canceled, Token);
        return IsGivenUp;
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        ThrowIfTaken();
        if (_isOver.Read())
        {
            return Decision switch
            {
                WaitDecision.Granted => ValueTaskSourceStatus.Succeeded,
                WaitDecision.Failed => ValueTaskSourceStatus.Faulted,
                _ => ValueTaskSourceStatus.Canceled,
            };
        }

        if (_use is Use.Awaited or Use.Registered)
            return ValueTaskSourceStatus.Pending;
        if (IsReplaced)
            return ValueTaskSourceStatus.Canceled;
        if (Channel.HasValue)
            return ValueTaskSourceStatus.Succeeded;
        if (IsTokenFired)
            return ValueTaskSourceStatus.Canceled;
        return Channel.HasEnded ? ValueTaskSourceStatus.Faulted : ValueTaskSourceStatus.Pending;
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        ThrowIfTaken();
        if (_use is Use.Awaited or Use.Registered)
            throw MisusedAwait.AwaitedTwice();
        var task = ThreadContext.CurrentTask;
        // An abort in the abort list stands for the task's own token. But if the abort came before this, or another task awaits the read,
        // the token is handled like any other.
        if (Target is { } maker && (!ReferenceEquals(maker, task) || IsTokenFired))
            Extras.Token = Unsafe.As<IWaitingTask>(maker).CancellationToken;
        _use = Use.Awaited;
        Continuation = continuation;
        ContinuationState = state;
        var captures = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0;
        // Usually the task is the context, and nothing has to be chosen.
        Target = captures && task is not null && ReferenceEquals(SynchronizationContext.Current, task) ? task : ResumeTarget.Choose(captures);
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            Extras.Flow = ExecutionContext.Capture();

        // From here on other threads may end the wait, and the continuation may run before this returns.
        if (TryRegisterForAbort(task) && TryRegister())
            Channel.Await(this);
    }

    public T GetResult(short token)
    {
        ThrowIfTaken();
        if (!_isOver.Read())
            return GetUnawaited();
        _use = Use.Taken;
        if (_extras is { } extras)
        {
            extras.Registration.Unregister();
            if (extras.Error is { } error)
                throw error;
        }

        return Decision switch
        {
            WaitDecision.Granted => Channel.Collect(),
            WaitDecision.Failed => throw new ChannelClosedException(),
            _ => throw new OperationCanceledException(_extras!.Token),
        };
    }

    public override void EndCanceled(CancellationToken ct)
    {
        Extras.Token = ct;
        Resume();
    }

    /// <summary>Ends the read with an error that is not the end of the channel, unless it is decided.</summary>
    public void TryFail(Exception error)
    {
        if (!TryDecide(WaitDecision.Failed))
            return;
        Extras.Error = error;
        Resume();
    }

    /// <summary>Makes a new read the read of a case of a select.</summary>
    public void Link(CaseLink link)
    {
        Target = link;
        State.Link();
    }

    /// <summary>Gives up a linked read. The next operation of the channel replaces it.</summary>
    public void GiveUp() => State.End();

    /// <summary>Schedules the awaiter. Called once, by the thread that decided the read.</summary>
    public void Resume()
    {
        if (_use == Use.Registered && _extras is not ({ Task: not null } or { Flow: not null }))
        {
            _isOver.Write(true);
            Unsafe.As<IWaitingTask>(Target!).Resume(this);
            return;
        }

        var (target, flow) = (Target, _extras?.Flow);
        // A linked read keeps its link, because other threads may still ask how the read was decided.
        if (target is CaseLink link)
        {
            link.Signal();
            return;
        }

        // From here on the code that runs the continuation does not know the read.
        var continuation = LetGo(out var state);
        _isOver.Write(true);
        ResumeTarget.Dispatch(target, continuation, state, flow);
    }

    public override void Run(ThreadContext? context)
    {
        var continuation = LetGo(out var state);
        continuation(state);
    }

    public override Delegate AsCallback(out object? state) => LetGo(out state);

    /// <summary>
    /// Takes the continuation and drops every reference before the awaiter goes on, because the read may stay in the abort list for long.
    /// </summary>
    private Action<object?> LetGo(out object? state)
    {
        var continuation = Continuation!;
        state = ContinuationState;
        if (_use == Use.Registered)
            (_extras?.Task ?? Unsafe.As<IWaitingTask>(Target!)).Forget(this);
        Continuation = null;
        ContinuationState = null;
        Target = null;
        return continuation;
    }

    private OneshotReadExtras Extras => _extras ??= new OneshotReadExtras();

    /// <summary>Adds the read to the abort list of the task.</summary>
    /// <returns>True if the wait goes on; false if an abort was due and ended it.</returns>
    private bool TryRegisterForAbort(IWaitingTask? task)
    {
        if (task is null)
            return true;
        if (!ReferenceEquals(Target, task))
            Extras.Task = task;
        _use = Use.Registered;
        task.RegisterForAbort(this);
        return !IsDecided;
    }

    /// <summary>Registers the read with its token.</summary>
    /// <returns>True if the wait goes on; false if it has ended.</returns>
    private bool TryRegister()
    {
        if (_extras is not { Token.CanBeCanceled: true } extras)
            return true;
        var registration = extras.Token.UnsafeRegister(s_onTokenFired, this);
        extras.Registration = registration;
        // Pairs with the compare-exchange of an abort: either GetResult finds the registration, or it is removed here.
        Fence.Full();
        if (!IsDecided)
            return true;
        registration.Unregister();
        return false;
    }

    /// <summary>Takes the outcome of a read that was never awaited, so that no other thread has seen it.</summary>
    private T GetUnawaited()
    {
        if (_use is Use.Awaited or Use.Registered)
            throw MisusedAwait.NotOver();
        if (!IsReplaced && Channel.TryRead(out var value))
        {
            End(WaitDecision.Granted);
            return value;
        }

        if (IsTokenFired)
        {
            var token = Token;
            End(WaitDecision.Canceled);
            throw new OperationCanceledException(token);
        }

        if (!Channel.HasEnded)
            throw MisusedAwait.NotOver();
        End(WaitDecision.Failed);
        throw new ChannelClosedException();

        void End(WaitDecision decision)
        {
            _use = Use.Taken;
            TryDecide(decision);
        }
    }

    private void ThrowIfTaken()
    {
        if (_use == Use.Taken)
            throw MisusedAwait.AwaitedBefore();
    }

    /// <summary>How the ValueTask has been used so far.</summary>
    private enum Use : byte
    {
        Made,
        Awaited,

        /// <summary>Awaited on a task, which has the read in its abort list.</summary>
        Registered,
        Taken,
    }
}

/// <summary>A read that follows one that was given up.</summary>
internal sealed class OneshotLaterRead<T>(OneshotCore<T> channel, ushort number) : OneshotRead<T>
{
    protected override OneshotCore<T> Channel => channel;

    protected override ushort Number => number;
}
