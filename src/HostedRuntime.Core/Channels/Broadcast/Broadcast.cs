using System.Numerics;

namespace HostedRuntime.Channels;

/// <summary>A channel whose every receiver reads every item: events, progress, invalidations. Sending never waits; who is too slow is told how much it missed.</summary>
public static class Broadcast
{
    private const int LargestCapacity = 1 << 30;

    /// <summary>A channel that keeps the latest items for receivers that have not read them yet.</summary>
    /// <param name="capacity">
    /// How many items a receiver may be behind before it misses some: 1 to 1,073,741,824, rounded up to a power of two. Room is taken as it is needed.
    /// </param>
    /// <typeparam name="T">What is sent.</typeparam>
    /// <returns>Both ends. Clone the sender for further senders; further receivers come from <see cref="BroadcastSender{T}.Subscribe"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is outside of its range.</exception>
    /// <remarks>Semantics are tokio's <c>sync::broadcast</c>.</remarks>
    public static (BroadcastSender<T> Sender, BroadcastReceiver<T> Receiver) Create<T>(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, LargestCapacity);
        var core = new BroadcastCore<T>((int)BitOperations.RoundUpToPowerOf2((uint)capacity));
        return (new BroadcastSender<T>(core), core.Subscribe());
    }
}
