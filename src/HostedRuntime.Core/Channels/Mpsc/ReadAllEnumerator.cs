using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// One enumeration of a receiver. By hand, because the compiler's iterator goes on through the reader's context when it waited itself: that
/// was one more poll an item.
/// </summary>
internal sealed class ReadAllEnumerator<T>(MpscCore<T> core, CancellationTokenSource? linked, CancellationToken ct) : IAsyncEnumerator<T>
{
    private bool _isOver;

    /// <summary>Written by the reading code itself, also after a wait.</summary>
    public T Current { get; set; } = default!;

    /// <summary>Ends the enumeration, as an iterator ends when it throws: every later call returns false.</summary>
    public void End() => _isOver = true;

    public ValueTask<bool> MoveNextAsync()
    {
        if (_isOver)
            return new(false);
        if (ct.IsCancellationRequested)
        {
            End();
            return CanceledWait.Of<bool>(ct);
        }

        if (!Budget.TrySpend(out var task))
            return ForcedYield<bool>.After(this, static (self, ct) => self.MoveNextAsync(), ct);
        return core.ReadNextAsync(this, task, ct);
    }

    public ValueTask DisposeAsync()
    {
        End();
        linked?.Dispose();
        return default;
    }
}
