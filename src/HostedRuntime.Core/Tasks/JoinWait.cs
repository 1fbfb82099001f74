using System.Threading.Tasks.Sources;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// One <c>await handle</c> that has to wait. A wait like any other: the abort of the awaiting task ends it. Not pooled, for the
/// task that is waited for may still hold it when the await is over.
/// </summary>
internal sealed class JoinWait : Waiter, IJoiner, IWaitOwner
{
    private static readonly Action<object?> s_run = static action => ((Action)action!)();

    private readonly RuntimeTask _joined;
    private Exception? _ownError;
    private bool _isOver;

    public JoinWait(RuntimeTask joined)
    {
        _joined = joined;
        Begin(this);
    }

    /// <summary>Waits, then sends the continuation on its way. The continuation is registered last: once it is, it may run at any moment.</summary>
    public void Start(Action continuation, ValueTaskSourceOnCompletedFlags flags)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (_joined.TryJoin(this))
            Arm(CancellationToken.None);
        else
            OnEnded();
        Await(s_run, continuation, Version, ValueTaskSourceOnCompletedFlags.UseSchedulingContext | flags);
    }

    /// <summary>Throws if this wait was aborted, although the joined task may have ended meanwhile.</summary>
    public void ThrowIfAborted()
    {
        if (IsSignaled && !_isOver)
        {
            _isOver = true;
            End(out _ownError);
        }

        ThrowIf(_ownError);
    }

    public void OnEnded()
    {
        if (TryDecide(WaitDecision.Granted))
            Signal();
    }

    public void Withdraw(Waiter waiter) => _joined.LeaveJoin(this);
}

/// <summary>One JoinAsync that has to wait: the outcome as a value.</summary>
internal sealed class JoinWait<TResult> : Waiter<TResult>, IJoiner, IWaitOwner
{
    private readonly JoinHandle _joined;
    private readonly Func<JoinHandle, TResult> _result;

    private JoinWait(JoinHandle joined, Func<JoinHandle, TResult> result)
    {
        _joined = joined;
        _result = result;
        Begin(this);
    }

    public static ValueTask<TResult> Start(JoinHandle joined, Func<JoinHandle, TResult> result, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return ValueTask.FromCanceled<TResult>(ct);
        var wait = new JoinWait<TResult>(joined, result);
        if (!joined.TryJoin(wait))
            return new(result(joined));
        return wait.Pend(ct);
    }

    public void OnEnded()
    {
        if (TryDecide(WaitDecision.Granted))
            Grant(_result(_joined));
    }

    public void Withdraw(Waiter waiter) => _joined.LeaveJoin(this);

    protected override void Recycle()
    {
    }
}
