using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// A join that can be cancelled. Its waiter is not pooled: a task that ends while the join is cancelled may still hold it.
/// </summary>
internal sealed class JoinWait<TResult> : Joiner, IWaitOwner
{
    private readonly UnpooledWaiter _waiter = new();
    private readonly JoinHandle _task;
    private readonly Func<JoinHandle, TResult> _result;

    private JoinWait(JoinHandle task, Func<JoinHandle, TResult> result)
    {
        _task = task;
        _result = result;
        _waiter.Begin(this);
    }

    public static ValueTask<TResult> Begin(JoinHandle task, Func<JoinHandle, TResult> result, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return ValueTask.FromCanceled<TResult>(ct);
        var join = new JoinWait<TResult>(task, result);
        if (!task.TryJoin(join))
            return new(result(task));
        var pending = join._waiter.AsValueTask();
        join._waiter.Arm(ct);
        return pending;
    }

    public override void OnEnded()
    {
        if (_waiter.TryDecide(WaitDecision.Granted))
            _waiter.Grant(_result(_task));
    }

    public void Withdraw(Waiter waiter) => _task.LeaveJoin(this);

    private sealed class UnpooledWaiter : Waiter<TResult>
    {
        protected override void Recycle()
        {
        }
    }
}
