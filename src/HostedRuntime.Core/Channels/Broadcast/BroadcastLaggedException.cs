namespace HostedRuntime.Channels;

/// <summary>Thrown by an enumeration of a <see cref="BroadcastReceiver{T}"/> that fell too far behind and was not given anything to tell. Enumerate again to go on.</summary>
public sealed class BroadcastLaggedException : Exception
{
    /// <summary>With a message that says what happened.</summary>
    public BroadcastLaggedException() : base("The receiver was too slow and missed items.")
    {
    }

    /// <summary>With a message.</summary>
    /// <param name="message">The message.</param>
    public BroadcastLaggedException(string message) : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public BroadcastLaggedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal BroadcastLaggedException(long lagged, int capacity)
        : base($"The receiver missed {lagged} items: it was more than the channel's capacity of {capacity} behind. Give ReadAllAsync an onLagged to go on, read faster, or make the channel larger.")
        => Lagged = lagged;

    /// <summary>How many items were missed.</summary>
    public long Lagged { get; }
}
