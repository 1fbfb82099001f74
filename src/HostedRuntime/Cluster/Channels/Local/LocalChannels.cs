namespace HostedRuntime.Cluster.Channels;

/// <summary>Keeps channels in this process. It is the form without a cluster. Any thread.</summary>
internal sealed class LocalChannels(TimeProvider clock) : IChannelBackend
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Guid Incarnation, ChannelBuffer Buffer)> _channels = new(StringComparer.Ordinal);
    private bool _isStopped;

    public Task<Guid> OpenAsync(string name, int capacity, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_isStopped)
                throw ChannelLostException.Of(name);
            // A completed channel that is empty has nothing left to give: the name begins again.
            if (!_channels.TryGetValue(name, out var channel) || channel.Buffer is { IsClosed: true, IsIdle: true })
                _channels[name] = channel = (Guid.NewGuid(), new ChannelBuffer(capacity, clock));
            return channel.Buffer.Capacity == capacity
                ? Task.FromResult(channel.Incarnation)
                : throw WrongCapacity(name, channel.Buffer.Capacity, capacity);
        }
    }

    public Task<SendResult> SendAsync(string name, Guid incarnation, Guid call, string item, TimeSpan wait) => Of(name, incarnation).SendAsync(call, item, wait);

    public Task CancelSendAsync(string name, Guid incarnation, Guid call)
    {
        Of(name, incarnation).CancelSend(call);
        return Task.CompletedTask;
    }

    public Task<ReceivedItems> ReceiveAsync(string name, Guid incarnation, int max, TimeSpan wait) => Of(name, incarnation).ReceiveAsync(max, wait);

    public Task CloseAsync(string name, Guid incarnation)
    {
        Of(name, incarnation).Close();
        return Task.CompletedTask;
    }

    /// <summary>Fails the calls of all ends, because the process ends.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            foreach (var (name, channel) in _channels)
                channel.Buffer.Lose(() => ChannelLostException.Of(name));
        }
    }

    public static InvalidOperationException WrongCapacity(string name, int capacity, int asked)
        => new($"Channel '{name}' has a capacity of {capacity}, and was asked for with {asked}. Give the same number on all nodes.");

    private ChannelBuffer Of(string name, Guid incarnation)
    {
        lock (_gate)
            return !_isStopped && _channels.TryGetValue(name, out var channel) && channel.Incarnation == incarnation ? channel.Buffer : throw ChannelLostException.Of(name);
    }
}
