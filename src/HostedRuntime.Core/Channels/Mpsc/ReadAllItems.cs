namespace HostedRuntime.Channels;

/// <summary>What <see cref="Receiver{T}.ReadAllAsync"/> gives: each enumeration takes what it reads, so several share the items.</summary>
internal sealed class ReadAllItems<T>(MpscCore<T> core, CancellationToken ct) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == ct)
            return new ReadAllEnumerator<T>(core, null, ct);
        if (!ct.CanBeCanceled)
            return new ReadAllEnumerator<T>(core, null, cancellationToken);
        var both = CancellationTokenSource.CreateLinkedTokenSource(ct, cancellationToken);
        return new ReadAllEnumerator<T>(core, both, both.Token);
    }
}
