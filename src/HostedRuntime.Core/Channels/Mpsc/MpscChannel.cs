namespace HostedRuntime.Channels;

/// <summary>Many senders, one receiver, in the order in which each sender sent. Write may wait or be refused; Read is the receiver's verb everywhere.</summary>
public static class MpscChannel
{
    /// <summary>A channel that holds back its senders when it is full. Both ends fit what is written for System.Threading.Channels.</summary>
    /// <param name="capacity">How many items wait before senders do; at least 1. Room is taken as it is needed.</param>
    /// <typeparam name="T">What is sent.</typeparam>
    /// <returns>Both ends. The channel ends when the last sender is disposed, and is empty after.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public static (Sender<T> Sender, Receiver<T> Receiver) CreateBounded<T>(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return Create<T>(capacity);
    }

    /// <summary>A channel that takes whatever is sent: a write never waits, and memory is the bound. For senders that cannot outrun the receiver for long.</summary>
    /// <typeparam name="T">What is sent.</typeparam>
    /// <returns>Both ends. The channel ends when the last sender is disposed, and is empty after.</returns>
    public static (Sender<T> Sender, Receiver<T> Receiver) CreateUnbounded<T>() => Create<T>(null);

    private static (Sender<T> Sender, Receiver<T> Receiver) Create<T>(int? capacity)
    {
        var core = new MpscCore<T>(capacity);
        return (new Sender<T>(core), new Receiver<T>(core));
    }
}
