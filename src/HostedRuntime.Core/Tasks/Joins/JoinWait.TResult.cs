using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>One JoinAsync that has to wait. It returns the outcome as a value.</summary>
internal sealed class JoinWait<TResult> : Waiter<TResult>, IJoiner, IWaitOwner
{
    private readonly JoinHandle _joined;
    private readonly Func<JoinHandle, TResult> _result;

    private JoinWait(JoinHandle joined, Func<JoinHandle, TResult> result)
    {
        _joined = joined;
        _result = result;
        Open(this);
    }

    public static ValueTask<TResult> Start(JoinHandle joined, Func<JoinHandle, TResult> result, CancellationToken ct)
    {
        if (!Budget.TrySpend())
            return ForcedYield<TResult>.After((joined, result), static (join, ct) => Start(join.Item1, join.Item2, ct), ct);
        if (joined.IsEnded)
            return new(result(joined));
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<TResult>(ct);
        var wait = new JoinWait<TResult>(joined, result);
        if (!joined.TryJoin(wait))
            return new(result(joined));
        return wait.Pend(ct);
    }

    /// <summary>
    /// Joins in a cleanup that must not be cut short: neither an abort nor a token ends the wait, and it spends no budget. An abort stays
    /// due for the next wait.
    /// </summary>
    public static ValueTask<TResult> StartShielded(JoinHandle joined, Func<JoinHandle, TResult> result)
    {
        var wait = new JoinWait<TResult>(joined, result);
        if (!joined.TryJoin(wait))
            return new(result(joined));
        wait.Shield(ThreadContext.CurrentOrNull);
        return new(wait, wait.Version);
    }

    public bool HasLeft => IsGivenUp;

    public bool OnEnded()
    {
        if (!TryDecide(WaitDecision.Granted))
            return false;
        Complete(_result(_joined));
        return true;
    }

    public void Withdraw(Waiter waiter) => _joined.LeaveJoin(this);

    public string Describe(Waiter waiter) => JoinWait.Label(_joined);

    protected override object? WaitTarget => _joined;

    protected override void Recycle()
    {
    }
}
