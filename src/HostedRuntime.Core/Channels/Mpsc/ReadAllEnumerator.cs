using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// One enumeration of a receiver. By hand, because the compiler's iterator goes on through the reader's context when it waited itself: that
/// was one more poll an item.
/// </summary>
internal sealed class ReadAllEnumerator<T>(MpscCore<T> core, CancellationTokenSource? linked, CancellationToken ct) : IAsyncEnumerator<T>
{
    /// <summary>Written by the reading code itself, also after a wait.</summary>
    public T Current { get; set; } = default!;

    public ValueTask<bool> MoveNextAsync()
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<bool>(ct);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<bool>.After(this, static (self, ct) => self.MoveNextAsync(), ct);
        return core.ReadNextAsync(this, task, ct);
    }

    public ValueTask DisposeAsync()
    {
        linked?.Dispose();
        return default;
    }
}
