using System.Threading.Channels;
using HostedRuntime.Sync;

namespace HostedRuntime.Cluster.Channels;

/// <summary>The calls of one end of a channel. Any thread.</summary>
internal sealed class ChannelCalls(string name, int capacity, IChannelBackend backend)
{
    /// <summary>The longest wait of one call. A client that waits at a dead node notices it only after this, and some seconds.</summary>
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(10);

    private readonly AsyncMutex _receiving = new();
    private readonly Queue<string> _left = new();
    private readonly Lock _gate = new();
    private Task<Guid>? _opened;

    /// <summary>A call that a cancelled receiver left behind. The next receiver takes its items.</summary>
    private Task<ReceivedItems>? _pending;

    public string Name => name;

    public int Capacity => capacity;

    public async Task SendAsync(string item, CancellationToken ct)
    {
        var incarnation = await OpenAsync(ct).ConfigureAwait(false);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var call = Guid.NewGuid();
            var sending = backend.SendAsync(name, incarnation, call, item, s_poll);
            if (!sending.IsCompleted && ct.CanBeCanceled)
            {
                await ((Task)sending).WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!sending.IsCompleted)
                    await backend.CancelSendAsync(name, incarnation, call).ConfigureAwait(false);
            }

            switch (await sending.ConfigureAwait(false))
            {
                case SendResult.Accepted:
                    return;
                case SendResult.Closed:
                    throw Closed();
            }
        }
    }

    public async Task<IReadOnlyList<string>> ReceiveAsync(int max, CancellationToken ct)
        => await TryReceiveAsync(max, ct).ConfigureAwait(false) ?? throw Closed();

    /// <returns>At least one item, or null if the channel was completed and is empty.</returns>
    public async Task<IReadOnlyList<string>?> TryReceiveAsync(int max, CancellationToken ct)
    {
        var incarnation = await OpenAsync(ct).ConfigureAwait(false);
        // One call at a time, because a second would take items that a cancelled receiver could not hand on in order.
        using var receiving = await _receiving.LockAsync(ct).ConfigureAwait(false);
        while (true)
        {
            if (_left.Count > 0)
                return Take(max);
            ct.ThrowIfCancellationRequested();
            var call = _pending ??= backend.ReceiveAsync(name, incarnation, max, s_poll);
            await ((Task)call).WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!call.IsCompleted)
                continue;
            _pending = null;
            var received = await call.ConfigureAwait(false);
            foreach (var item in received.Items)
                _left.Enqueue(item);
            if (_left.Count == 0 && received.IsClosed)
                return null;
        }
    }

    public async Task CloseAsync(CancellationToken ct)
        => await backend.CloseAsync(name, await OpenAsync(ct).ConfigureAwait(false)).WaitAsync(ct).ConfigureAwait(false);

    private ChannelClosedException Closed() => new($"Channel '{name}' was completed.");

    private List<string> Take(int max)
    {
        var taken = new List<string>();
        while (taken.Count < max && _left.TryDequeue(out var item))
            taken.Add(item);
        return taken;
    }

    /// <summary>Returns the incarnation that this end began with. A first call that failed is made again.</summary>
    private Task<Guid> OpenAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_opened is null or { IsFaulted: true } or { IsCanceled: true })
                _opened = backend.OpenAsync(name, capacity, CancellationToken.None);
            return _opened.WaitAsync(ct);
        }
    }
}
