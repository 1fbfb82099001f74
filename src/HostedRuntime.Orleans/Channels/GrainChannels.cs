using HostedRuntime.Cluster.Channels;

namespace HostedRuntime.Cluster.Grains;

/// <summary>Keeps channels in grains. Any thread.</summary>
internal sealed class GrainChannels(IGrainFactory grains, ClusterCalls calls) : IChannelBackend
{
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(5);

    public async Task<Guid> OpenAsync(string name, int capacity, CancellationToken ct)
    {
        var opened = await calls.RepeatAsync(() => Of(name).OpenAsync(capacity), ct).ConfigureAwait(false);
        return opened.Capacity == capacity ? opened.Incarnation : throw LocalChannels.WrongCapacity(name, opened.Capacity, capacity);
    }

    public async Task<SendResult> SendAsync(string name, Guid incarnation, Guid call, string item, TimeSpan wait)
    {
        try
        {
            var result = await calls.OnceAsync(() => Of(name).SendAsync(incarnation, call, item, wait), wait + s_answer, CancellationToken.None).ConfigureAwait(false);
            return result == ChannelAnswer.Lost ? throw ChannelLostException.Of(name) : (SendResult)result;
        }
        catch (ClusterUnavailableException e)
        {
            await ThrowIfLostAsync(name, incarnation, e).ConfigureAwait(false);
            throw;
        }
    }

    public Task CancelSendAsync(string name, Guid incarnation, Guid call)
        => calls.RepeatAsync(() => ThenTrueAsync(Of(name).CancelSendAsync(incarnation, call)), CancellationToken.None);

    public async Task<ReceivedItems> ReceiveAsync(string name, Guid incarnation, int max, TimeSpan wait)
    {
        try
        {
            var received = await calls.OnceAsync(() => Of(name).ReceiveAsync(incarnation, max, wait), wait + s_answer, CancellationToken.None).ConfigureAwait(false);
            return received.IsLost ? throw ChannelLostException.Of(name) : new ReceivedItems(received.Items, received.IsClosed);
        }
        catch (ClusterUnavailableException e)
        {
            await ThrowIfLostAsync(name, incarnation, e).ConfigureAwait(false);
            throw;
        }
    }

    public async Task CloseAsync(string name, Guid incarnation)
    {
        if (!await calls.RepeatAsync(() => Of(name).CloseAsync(incarnation), CancellationToken.None).ConfigureAwait(false))
            throw ChannelLostException.Of(name);
    }

    private static async Task<bool> ThenTrueAsync(Task call)
    {
        await call.ConfigureAwait(false);
        return true;
    }

    /// <summary>Asks whether the channel is still the same, because a call that failed does not say why.</summary>
    /// <exception cref="ChannelLostException">The channel is another one now.</exception>
    /// <exception cref="ClusterUnavailableException">No node answered.</exception>
    private async Task ThrowIfLostAsync(string name, Guid incarnation, ClusterUnavailableException cause)
    {
        var now = await calls.RepeatAsync(() => Of(name).ProbeAsync(), CancellationToken.None).ConfigureAwait(false);
        if (now != incarnation)
            throw ChannelLostException.Of(name, cause);
    }

    private IChannelGrain Of(string name) => grains.GetGrain<IChannelGrain>(name);
}
