namespace HostedRuntime.Channels;

/// <summary>
/// The result of <see cref="Receiver{T}.ReadAllAsync"/>. Each enumeration takes the items that it reads, so several enumerations share the
/// items.
/// </summary>
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
