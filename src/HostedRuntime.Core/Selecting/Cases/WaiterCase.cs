using HostedRuntime.Waiting;

namespace HostedRuntime.Selecting;

/// <summary>A case whose wait is a waiter in the queue of a primitive.</summary>
/// <typeparam name="TWaiter">The type of the waiter.</typeparam>
/// <typeparam name="TResult">The result type of the waiter.</typeparam>
/// <typeparam name="T">The type of the value.</typeparam>
internal abstract class WaiterCase<TWaiter, TResult, T> : SelectCase<T> where TWaiter : Waiter<TResult>
{
    private TWaiter? _waiter;

    internal sealed override CaseStart Begin()
    {
        var start = Begin(Link, out _waiter);
        if (start == CaseStart.Ended)
            IsEnded = true;
        return start;
    }

    internal sealed override bool TakeWon(bool isFailed)
    {
        if (_waiter is not { } waiter)
            return TryTake();
        _waiter = null;
        var error = waiter.TakeLinked(out var result);
        return error is null ? Accept(result) : Fail(error);
    }

    internal override bool Leave()
    {
        var waiter = _waiter;
        _waiter = null;
        return waiter is null || waiter.Leave();
    }

    private protected abstract CaseStart Begin(CaseLink link, out TWaiter? waiter);

    /// <summary>Takes the result of the waiter.</summary>
    /// <returns>True if it is a value; false if the case has ended.</returns>
    private protected abstract bool Accept(TResult result);

    /// <summary>Ends the case because of an error of its primitive.</summary>
    private protected virtual bool Fail(Exception error)
    {
        IsEnded = true;
        throw error;
    }
}

/// <summary>A case whose value is the result of its waiter.</summary>
/// <typeparam name="TWaiter">The type of the waiter.</typeparam>
/// <typeparam name="T">The type of the value.</typeparam>
internal abstract class ValueCase<TWaiter, T> : WaiterCase<TWaiter, T, T> where TWaiter : Waiter<T>
{
    private protected sealed override bool Accept(T result) => Take(result);
}
