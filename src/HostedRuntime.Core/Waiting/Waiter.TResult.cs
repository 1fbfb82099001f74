using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace HostedRuntime.Waiting;

/// <summary>A pooled wait that yields a <typeparamref name="T"/>; the source of the ValueTask that the user awaits.</summary>
internal class Waiter<T> : Waiter, IValueTaskSource<T>, IValueTaskSource
{
    private T _result = default!;

    /// <summary>Puts the wait under its token and its task, and gives what the user awaits. See <see cref="Waiter.Arm(CancellationToken)"/> for when.</summary>
    public ValueTask<T> Pend(CancellationToken ct)
    {
        Arm(ct);
        return new(this, Version);
    }

    /// <summary>The same, for who knows the current task.</summary>
    public ValueTask<T> Pend(IWaitingTask? task, CancellationToken ct)
    {
        Arm(task, ct);
        return new(this, Version);
    }

    /// <summary>The same for waits whose result says nothing.</summary>
    public ValueTask PendPlain(CancellationToken ct)
    {
        Arm(ct);
        return new(this, Version);
    }

    /// <summary>The same, for who knows the current task.</summary>
    public ValueTask PendPlain(IWaitingTask? task, CancellationToken ct)
    {
        Arm(task, ct);
        return new(this, Version);
    }

    /// <summary>Leaves the result of a wait that the caller decided as granted; <see cref="Waiter.Signal"/> follows.</summary>
    public void SetResult(T result) => _result = result;

    /// <summary>Ends a wait that the caller decided as granted. Not under a lock.</summary>
    public void Grant(T result)
    {
        SetResult(result);
        Signal();
    }

    /// <summary>Takes over the outcome of an operation that has ended: what it returned or threw. <see cref="Waiter.Signal"/> follows.</summary>
    protected void Adopt(ValueTaskAwaiter<T> operation)
    {
        try
        {
            SetResult(operation.GetResult());
        }
        catch (Exception e)
        {
            SetError(e);
        }
    }

    /// <summary>Arms the wait and blocks this thread for its outcome; only off the workers.</summary>
    public T WaitForResult(CancellationToken ct)
    {
        Arm(ct);
        WaitOnThread();
        return GetResult(Version);
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        CheckVersion(token);
        if (!IsSignaled)
            return ValueTaskSourceStatus.Pending;
        return Error switch
        {
            null => ValueTaskSourceStatus.Succeeded,
            OperationCanceledException => ValueTaskSourceStatus.Canceled,
            _ => ValueTaskSourceStatus.Faulted,
        };
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => Await(continuation, state, token, flags);

    public T GetResult(short token)
    {
        CheckTakable(token);
        var result = _result;
        _result = default!;
        if (TryRest())
            return result;
        if (End(out var error))
            Recycle();
        ThrowIf(error);
        return result;
    }

    protected override void Recycle() => WaiterPool.Return(this);

    void IValueTaskSource.GetResult(short token) => GetResult(token);
}
