namespace HostedRuntime;

/// <summary>Thrown at both ends of a channel if the node that held its items has died or stopped. The items in it are gone.</summary>
public sealed class ChannelLostException : Exception
{
    /// <summary>Creates an exception that names no channel.</summary>
    public ChannelLostException() : this("A channel was lost.")
    {
    }

    /// <summary>Creates an exception that names no channel.</summary>
    /// <param name="message">The message.</param>
    public ChannelLostException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that names no channel.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public ChannelLostException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>The name of the channel.</summary>
    /// <value>Null if the exception names no channel.</value>
    public string? Channel { get; private init; }

    internal static ChannelLostException Of(string channel, Exception? cause = null)
        => new($"Channel '{channel}' was lost: the node that held its items has died or stopped, and they are gone. Ask IClusterChannels for the channel again to begin with an empty one.", cause!) { Channel = channel };
}
