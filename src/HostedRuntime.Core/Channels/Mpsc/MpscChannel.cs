using System.Threading.Channels;

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

    /// <summary>
    /// A channel that drops an item where a write finds it full, in place of holding back its senders: samples, positions, log lines.
    /// </summary>
    /// <param name="capacity">How many items wait at most; at least 1. Room is taken as it is needed.</param>
    /// <param name="fullMode">
    /// Which item is dropped: the oldest or the newest that waits, or the one that is written. Such a write is done at once and counts as
    /// written.
    /// <see cref="BoundedChannelFullMode.Wait"/> drops none: writes wait, as without this parameter.
    /// </param>
    /// <param name="itemDropped">
    /// Called with each item that was dropped, on the thread that writes and before its write returns. It may use both ends; what it throws
    /// comes out of the
    /// write, whose item is in the channel all the same. Not called for what is left when the receiver is disposed. Null: items are dropped
    /// in silence.
    /// </param>
    /// <typeparam name="T">What is sent.</typeparam>
    /// <returns>Both ends. The channel ends when the last sender is disposed, and is empty after.</returns>
    /// <remarks>
    /// As the channels of System.Threading.Channels. Permits wait for room in every mode, and the place of a permit is never taken for a
    /// write: if all
    /// places are reserved, what is written is dropped.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1, or the mode is none of the four.</exception>
    public static (Sender<T> Sender, Receiver<T> Receiver) CreateBounded<T>(int capacity, BoundedChannelFullMode fullMode, Action<T>? itemDropped = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return fullMode switch
        {
            BoundedChannelFullMode.Wait => Create<T>(capacity),
            BoundedChannelFullMode.DropNewest or BoundedChannelFullMode.DropOldest or BoundedChannelFullMode.DropWrite
                => Create(capacity, new MpscOverflow<T>(fullMode, itemDropped)),
            _ => throw new ArgumentOutOfRangeException(nameof(fullMode), fullMode, "A full channel does one of Wait, DropNewest, DropOldest and DropWrite."),
        };
    }

    /// <summary>A channel that takes whatever is sent: a write never waits, and memory is the bound. For senders that cannot outrun the receiver for long.</summary>
    /// <typeparam name="T">What is sent.</typeparam>
    /// <returns>Both ends. The channel ends when the last sender is disposed, and is empty after.</returns>
    public static (Sender<T> Sender, Receiver<T> Receiver) CreateUnbounded<T>() => Create<T>(null);

    private static (Sender<T> Sender, Receiver<T> Receiver) Create<T>(int? capacity, MpscOverflow<T>? overflow = null)
    {
        var core = new MpscCore<T>(capacity, overflow);
        return (new Sender<T>(core), new Receiver<T>(core));
    }
}
