using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

/// <summary>
/// An operation that came after its poll's budget was spent: it waits behind everything that is queued, and is tried then. Until that
/// moment it has no place in any queue and holds nothing; a cancel or an abort ends it there.
/// </summary>
internal sealed class ForcedYield<TState, T> : Waiter<T>, IWaitOwner
{
    private static readonly Action<object?> s_retry = static self => ((ForcedYield<TState, T>)self!).Retry();

    private TState _state = default!;
    private Func<TState, CancellationToken, ValueTask<T>>? _operation;
    private Action<TState>? _abandon;
    private CancellationToken _ct;
    private ValueTaskAwaiter<T> _pending;
    private Action? _finish;

    private bool _wasTried;
    private bool _hasLeftList;

    /// <param name="state">Handed to the operation.</param>
    /// <param name="operation">Tried in a later poll of the current task; what it throws or returns is the outcome.</param>
    /// <param name="ct">Handed to the operation, and ends the wait for the later poll.</param>
    public static ValueTask<T> Then(TState state, Func<TState, CancellationToken, ValueTask<T>> operation, CancellationToken ct)
    {
        var wait = Start(state, operation, ct);
        return new(wait, wait.Version);
    }

    /// <summary>The same for operations whose result says nothing.</summary>
    /// <param name="state">Handed to the operation.</param>
    /// <param name="operation">Tried in a later poll of the current task; what it throws is the outcome.</param>
    /// <param name="ct">Handed to the operation, and ends the wait for the later poll.</param>
    /// <param name="abandon">For a state that holds something: called in place of the operation when the wait ends before that.</param>
    public static ValueTask ThenPlain(TState state, Func<TState, CancellationToken, ValueTask<T>> operation, CancellationToken ct, Action<TState>? abandon = null)
    {
        var wait = Start(state, operation, ct, abandon);
        return new(wait, wait.Version);
    }

    /// <summary>Until it was used the queue's entry may come to a wait that an abort ended long ago, and must find it decided.</summary>
    protected override bool IsHeldElsewhere => !_wasTried;

    protected override bool HasLeftList => _hasLeftList;

    public void Withdraw(Waiter waiter)
    {
        // Whoever decided the cancel has the state to itself: the retry finds it decided and leaves.
        var (state, abandon) = (_state, _abandon);
        (_state, _operation, _abandon, _ct) = (default!, null, null, default);
        abandon?.Invoke(state);
    }

    private static ForcedYield<TState, T> Start(TState state, Func<TState, CancellationToken, ValueTask<T>> operation, CancellationToken ct, Action<TState>? abandon = null)
    {
        var wait = WaiterPool.Rent<ForcedYield<TState, T>>();
        wait._state = state;
        wait._operation = operation;
        wait._abandon = abandon;
        wait._ct = ct;
        wait._wasTried = false;
        wait._hasLeftList = false;
        wait.Begin(wait);
        wait.Arm(ct);
        var here = PollCell.OfThisThread;
        here.Task!.ResumeLast(s_retry, wait, here);
        return wait;
    }

    protected override void Recycle() => WaiterPool.Return(this);

    private void Retry()
    {
        // Decided first: an abort of this wait after the operation took something would lose what it took. From here on the operation's own
        // wait is what an abort finds.
        if (!TryDecide(WaitDecision.Granted))
            return;
        _wasTried = true;
        // The operation's own wait would displace it there, and who finds itself displaced is not pooled.
        _hasLeftList = PollCell.CurrentTask?.Delist(this) == true;
        var (state, operation, ct) = (_state, _operation!, _ct);
        (_state, _operation, _abandon, _ct) = (default!, null, null, default);
        try
        {
#pragma warning disable CA2012 // Consumed once: by Finish, now or when it has ended.
            _pending = operation(state, ct).GetAwaiter();
#pragma warning restore CA2012
        }
        catch (Exception e)
        {
            SetError(e);
            Signal();
            return;
        }

        if (_pending.IsCompleted)
            Finish();
        else
            _pending.UnsafeOnCompleted(_finish ??= Finish);
    }

    private void Finish()
    {
        var pending = _pending;
        _pending = default;
        EndAs(pending);
    }
}
