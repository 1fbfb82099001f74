using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace HostedRuntime.Waiting;

/// <summary>A pooled wait with a result: the source of the ValueTask that the user awaits.</summary>
/// <typeparam name="T">The result type of the await.</typeparam>
internal class Waiter<T> : Waiter, IValueTaskSource<T>, IValueTaskSource
{
    private T _result = default!;

    /// <summary>
    /// Arms the wait and returns the ValueTask for the user. See <see cref="Waiter.Arm(CancellationToken)"/> for when to call it.
    /// </summary>
    public ValueTask<T> Pend(CancellationToken ct)
    {
        Arm(ct);
        return new(this, Version);
    }

    /// <summary>Arms the wait for this task, the current one, and returns the ValueTask for the user.</summary>
    public ValueTask<T> Pend(IWaitingTask? task, CancellationToken ct)
    {
        Arm(task, ct);
        return new(this, Version);
    }

    /// <summary>Arms the wait and returns a ValueTask without a result.</summary>
    public ValueTask PendPlain(CancellationToken ct)
    {
        Arm(ct);
        return new(this, Version);
    }

    /// <summary>Arms the wait for this task, the current one, and returns a ValueTask without a result.</summary>
    public ValueTask PendPlain(IWaitingTask? task, CancellationToken ct)
    {
        Arm(task, ct);
        return new(this, Version);
    }

    /// <summary>
    /// Sets the result of a wait that the caller has decided as granted. The caller then calls <see cref="Waiter.Signal"/>.
    /// </summary>
    public void SetResult(T result) => _result = result;

    /// <summary>Sets the result of a wait that the caller has decided as granted, and signals. Caller holds no lock.</summary>
    public void Complete(T result)
    {
        SetResult(result);
        Signal();
    }

    /// <summary>Takes over what a finished operation returned or threw. The caller then calls <see cref="Waiter.Signal"/>.</summary>
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

    /// <summary>Arms the wait and blocks this thread until its outcome is there. Not on a worker.</summary>
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
        if (TryCache())
            return result;
        if (End(out var error))
            Recycle();
        ThrowIf(error);
        return result;
    }

    /// <summary>Takes the outcome of a linked wait that has won its select, and ends the wait.</summary>
    /// <param name="result">The result, if there is no error.</param>
    /// <returns>The error with which the primitive ended the wait, or null.</returns>
    internal Exception? TakeLinked(out T result)
    {
        result = _result;
        _result = default!;
        if (End(out var error))
            Recycle();
        return error;
    }

    protected override void Recycle() => WaiterPool.Return(this);

    void IValueTaskSource.GetResult(short token) => GetResult(token);
}
