using Orleans.Concurrency;

namespace HostedRuntime.Cluster.Grains;

/// <summary>One channel, in the memory of its node. The key is its name.</summary>
[Alias("HostedRuntime.Channel")]
internal interface IChannelGrain : IGrainWithStringKey
{
    /// <summary>Finds the channel, or makes it.</summary>
    [Alias("Open")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:10")]
    Task<ChannelAnswer> OpenAsync(int capacity);

    /// <returns>The incarnation; empty if this activation has none.</returns>
    [Alias("Probe")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:10")]
    Task<Guid> ProbeAsync();

    /// <returns>The result as its number, or <see cref="ChannelAnswer.Lost"/>.</returns>
    [Alias("Send")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:25")]
    Task<int> SendAsync(Guid incarnation, Guid call, string item, TimeSpan wait);

    [Alias("CancelSend")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:10")]
    Task CancelSendAsync(Guid incarnation, Guid call);

    [Alias("Receive")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:25")]
    Task<ChannelItems> ReceiveAsync(Guid incarnation, int max, TimeSpan wait);

    /// <returns>True if it was closed; false if the incarnation is another one.</returns>
    [Alias("Close")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:10")]
    Task<bool> CloseAsync(Guid incarnation);
}

/// <summary>The incarnation of a channel and its capacity.</summary>
[GenerateSerializer]
[Immutable]
[Alias("HostedRuntime.ChannelAnswer")]
internal readonly record struct ChannelAnswer([property: Id(0)] Guid Incarnation, [property: Id(1)] int Capacity)
{
    /// <summary>The answer of a channel whose items are gone.</summary>
    public const int Lost = -1;
}

/// <summary>The items of a call.</summary>
[GenerateSerializer]
[Immutable]
[Alias("HostedRuntime.ChannelItems")]
internal sealed record ChannelItems([property: Id(0)] string[] Items, [property: Id(1)] bool IsClosed, [property: Id(2)] bool IsLost);
