using System.Threading.Channels;

namespace HostedRuntime.Channels;

/// <summary>What a read, a write or a reservation throws when the channel has ended.</summary>
internal static class ClosedChannel
{
    public static ChannelClosedException Exception(Exception? error) => error is null ? new() : new(error);
}
