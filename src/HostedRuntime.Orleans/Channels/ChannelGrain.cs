using HostedRuntime.Cluster.Channels;
using Orleans.Placement;

namespace HostedRuntime.Cluster.Grains;

/// <summary>
/// Holds the items of one channel. Another activation has another incarnation, so each end notices that the items are gone.
/// </summary>
[Immovable]
internal sealed class ChannelGrain(TimeProvider clock) : Grain, IChannelGrain
{
    // An activation that nobody calls for this long is forgotten, with its items.
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(1);

    private Guid _incarnation;
    private ChannelBuffer? _buffer;

    public Task<ChannelAnswer> OpenAsync(int capacity)
    {
        DelayDeactivation(s_kept);
        if (_buffer is null or { IsClosed: true, IsIdle: true })
        {
            _incarnation = Guid.NewGuid();
            _buffer = new ChannelBuffer(capacity, clock);
        }

        return Task.FromResult(new ChannelAnswer(_incarnation, _buffer.Capacity));
    }

    public Task<Guid> ProbeAsync() => Task.FromResult(_incarnation);

    public async Task<int> SendAsync(Guid incarnation, Guid call, string item, TimeSpan wait)
    {
        if (Of(incarnation) is not { } buffer)
            return ChannelAnswer.Lost;
        try
        {
            return (int)await buffer.SendAsync(call, item, wait).ConfigureAwait(true);
        }
        catch (ChannelLostException)
        {
            return ChannelAnswer.Lost;
        }
    }

    public Task CancelSendAsync(Guid incarnation, Guid call)
    {
        Of(incarnation)?.CancelSend(call);
        return Task.CompletedTask;
    }

    public async Task<ChannelItems> ReceiveAsync(Guid incarnation, int max, TimeSpan wait)
    {
        if (Of(incarnation) is not { } buffer)
            return new ChannelItems([], false, true);
        try
        {
            var received = await buffer.ReceiveAsync(max, wait).ConfigureAwait(true);
            return new ChannelItems([.. received.Items], received.IsClosed, false);
        }
        catch (ChannelLostException)
        {
            return new ChannelItems([], false, true);
        }
    }

    public Task<bool> CloseAsync(Guid incarnation)
    {
        var buffer = Of(incarnation);
        buffer?.Close();
        return Task.FromResult(buffer is not null);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _buffer?.Lose(() => ChannelLostException.Of(this.GetPrimaryKeyString()));
        return Task.CompletedTask;
    }

    private ChannelBuffer? Of(Guid incarnation)
    {
        DelayDeactivation(s_kept);
        return _incarnation == incarnation ? _buffer : null;
    }
}
