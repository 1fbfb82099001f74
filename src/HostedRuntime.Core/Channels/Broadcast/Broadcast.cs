using System.Numerics;

namespace HostedRuntime.Channels;

/// <summary>
/// Creates channels whose receivers each read every item: events, progress, invalidations. Sending never waits. If a receiver is too slow,
/// it misses items, and a read returns their number.
/// </summary>
public static class Broadcast
{
    private const int LargestCapacity = 1 << 30;

    /// <summary>Creates a channel that keeps the latest items for receivers that have not read them yet.</summary>
    /// <param name="capacity">
    /// How many items a receiver may be behind before it misses some: 1 to 1,073,741,824, rounded up to a power of two. Memory is allocated
    /// as needed.
    /// </param>
    /// <param name="name">The name in snapshots, in which a named channel is listed even while it is idle. Null for none.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <returns>
    /// Both ends. Clone the sender to get more senders; call <see cref="BroadcastSender{T}.Subscribe"/> to get more receivers.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is out of range.</exception>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <remarks>The semantics are those of tokio's <c>sync::broadcast</c>.</remarks>
    public static (BroadcastSender<T> Sender, BroadcastReceiver<T> Receiver) Create<T>(int capacity, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, LargestCapacity);
        var core = new BroadcastCore<T>((int)BitOperations.RoundUpToPowerOf2((uint)capacity), name);
        return (new BroadcastSender<T>(core), core.Subscribe());
    }
}
