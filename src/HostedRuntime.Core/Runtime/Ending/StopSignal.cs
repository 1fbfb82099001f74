using HostedRuntime.Atomics;

namespace HostedRuntime;

/// <summary>
/// The token that fires when a runtime begins to stop. Its source is created when the first caller asks, so that an idle runtime ends
/// without one.
/// </summary>
/// <remarks>
/// The caller publishes the source by a compare-exchange, a full fence, and then reads whether the stop has begun. The stopping thread
/// notes that it has begun, passes a full fence, and then reads the source. One of the two sees the other.
/// </remarks>
internal sealed class StopSignal
{
    private AtomicRef<CancellationTokenSource> _source;
    private AtomicBool _isGiven;

    /// <summary>The token. Any thread.</summary>
    public CancellationToken Token
    {
        get
        {
            if (_source.Read() is { } source)
                return source.Token;
            source = new CancellationTokenSource();
            source = _source.CompareExchange(source, null) ?? source;
            // Another caller may have registered with the source meanwhile. Its callback runs on the ThreadPool and not in this getter.
            if (_isGiven.Read())
                _ = source.CancelAsync();
            return source.Token;
        }
    }

    /// <summary>Notes that the stop has begun.</summary>
    /// <returns>True if <see cref="Fire"/> must follow; otherwise false, because no caller has asked for the token.</returns>
    public bool Give()
    {
        _isGiven.Write(true);
        // Pairs with the compare-exchange in Token.
        Fence.Full();
        return _source.Read() is not null;
    }

    /// <summary>Fires the token, with all registered callbacks, on this thread.</summary>
    /// <returns>The exception of the user's callbacks; null if none threw.</returns>
    public Exception? Fire()
    {
        try
        {
            _source.Read()?.Cancel();
            return null;
        }
        catch (AggregateException e)
        {
            return e.InnerExceptions.Count == 1 ? e.InnerExceptions[0] : e;
        }
    }
}
