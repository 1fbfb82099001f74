using System.Threading.Channels;

namespace HostedRuntime.Channels;

/// <summary>
/// Creates channels of many senders and one receiver. Items of one sender arrive in the order in which it sent them. As in
/// System.Threading.Channels, senders write and the receiver reads.
/// </summary>
public static class MpscChannel
{
    /// <summary>
    /// Creates a channel whose senders wait when it is full. Code written for System.Threading.Channels can use both ends.
    /// </summary>
    /// <param name="capacity">How many items the channel can hold; at least 1. Memory is allocated as needed.</param>
    /// <param name="name">The name in snapshots, in which a named channel is listed even while it is idle. Null for none.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>Both ends. The channel ends when the last sender is disposed and all items are read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static (Sender<T> Sender, Receiver<T> Receiver) CreateBounded<T>(int capacity, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return Create<T>(capacity, null, name);
    }

    /// <summary>
    /// Creates a channel that drops an item if a write finds it full, so that senders do not wait. For samples, positions or log lines.
    /// </summary>
    /// <param name="capacity">How many items the channel can hold; at least 1. Memory is allocated as needed.</param>
    /// <param name="fullMode">
    /// Which item is dropped: the oldest or the newest in the channel, or the written one. Such a write completes at once and counts as
    /// written. With <see cref="BoundedChannelFullMode.Wait"/> no item is dropped: writes wait, as without this parameter.
    /// </param>
    /// <param name="itemDropped">
    /// Called with each dropped item, on the writing thread before its write returns. The callback may use both ends. If it throws, the
    /// write throws that exception, but has taken effect. The callback is not called for items that are left when the receiver is disposed.
    /// If null, items are dropped silently.
    /// </param>
    /// <param name="name">The name in snapshots, in which a named channel is listed even while it is idle. Null for none.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>Both ends. The channel ends when the last sender is disposed and all items are read.</returns>
    /// <remarks>
    /// The modes are those of System.Threading.Channels. A reservation waits for room in every mode. A write never takes the place of a
    /// permit: if all places are reserved, the written item is dropped.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1, or the mode is none of the four.</exception>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static (Sender<T> Sender, Receiver<T> Receiver) CreateBounded<T>(int capacity, BoundedChannelFullMode fullMode, Action<T>? itemDropped = null, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return fullMode switch
        {
            BoundedChannelFullMode.Wait => Create<T>(capacity, null, name),
            BoundedChannelFullMode.DropNewest or BoundedChannelFullMode.DropOldest or BoundedChannelFullMode.DropWrite
                => Create(capacity, new MpscOverflow<T>(fullMode, itemDropped), name),
            _ => throw new ArgumentOutOfRangeException(nameof(fullMode), fullMode, "A full channel does one of Wait, DropNewest, DropOldest and DropWrite."),
        };
    }

    /// <summary>
    /// Creates an unbounded channel: a write never waits, and only memory limits it. For senders that cannot outrun the receiver for long.
    /// </summary>
    /// <param name="name">The name in snapshots, in which a named channel is listed even while it is idle. Null for none.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>Both ends. The channel ends when the last sender is disposed and all items are read.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static (Sender<T> Sender, Receiver<T> Receiver) CreateUnbounded<T>(string? name = null) => Create<T>(null, null, name);

    private static (Sender<T> Sender, Receiver<T> Receiver) Create<T>(int? capacity, MpscOverflow<T>? overflow, string? name)
    {
        var core = new MpscCore<T>(capacity, overflow, name);
        return (new Sender<T>(core), new Receiver<T>(core));
    }
}
