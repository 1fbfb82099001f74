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

        return Budget.TrySpend(out var task) ? core.ReadNextAsync(this, task, ct) : MoveNextLater();
    }

    public ValueTask DisposeAsync()
    {
        End();
        linked?.Dispose();
        return default;
    }

    private ValueTask<bool> MoveNextLater()
    {
        var next = ForcedYield<bool>.After(this, static (self, ct) => self.MoveNextAsync(), ct);
        // The abort that was due came in place of the operation.
        if (next.IsCanceled)
            End();
        return next;
    }
}
