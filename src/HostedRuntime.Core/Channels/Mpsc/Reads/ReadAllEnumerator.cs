using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>One enumeration of a receiver.</summary>
/// <remarks>
/// It is written by hand because the compiler's iterator resumes through the reader's context after its own wait, which costs one more poll
/// for each item.
/// </remarks>
internal sealed class ReadAllEnumerator<T>(MpscCore<T> core, CancellationTokenSource? linked, CancellationToken ct) : IAsyncEnumerator<T>
{
    private bool _isOver;

    /// <summary>The current item. The reading code writes it, even after a wait.</summary>
    public T Current { get; set; } = default!;

    /// <summary>Ends the enumeration, as an iterator ends when it throws. Later calls return false.</summary>
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
        // A due abort was delivered instead of the read.
        if (next.IsCanceled)
            End();
        return next;
    }
}
