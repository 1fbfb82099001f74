namespace HostedRuntime.Channels;

/// <summary>
/// Thrown by an enumeration of a <see cref="BroadcastReceiver{T}"/> that missed items and has no callback to report them to. To continue,
/// enumerate again.
/// </summary>
public sealed class BroadcastLaggedException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public BroadcastLaggedException() : base("The receiver was too slow and missed items.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">The message.</param>
    public BroadcastLaggedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public BroadcastLaggedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal BroadcastLaggedException(long lagged, int capacity)
        : base($"The receiver missed {lagged} items: it was more than the channel's capacity of {capacity} behind. Give ReadAllAsync an onLagged to go on, read faster, or make the channel larger.")
        => Lagged = lagged;

    /// <summary>The number of missed items.</summary>
    public long Lagged { get; }
}
