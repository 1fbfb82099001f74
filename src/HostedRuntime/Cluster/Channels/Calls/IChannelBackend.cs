namespace HostedRuntime.Cluster.Channels;

/// <summary>Where channels are kept: in this process, or on the nodes of a cluster. Every call ends within a limit of its own.</summary>
/// <remarks>
/// A channel has an incarnation, which is new if its items were lost. A call with an older incarnation throws
/// <see cref="ChannelLostException"/>.
/// </remarks>
internal interface IChannelBackend
{
    /// <summary>Finds the channel, or makes it.</summary>
    /// <returns>Its incarnation.</returns>
    /// <exception cref="InvalidOperationException">The channel exists with another capacity.</exception>
    Task<Guid> OpenAsync(string name, int capacity, CancellationToken ct);

    Task<SendResult> SendAsync(string name, Guid incarnation, Guid call, string item, TimeSpan wait);

    Task CancelSendAsync(string name, Guid incarnation, Guid call);

    Task<ReceivedItems> ReceiveAsync(string name, Guid incarnation, int max, TimeSpan wait);

    Task CloseAsync(string name, Guid incarnation);
}
