using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

// The channel as diagnostics see it. Any thread. Takes no gate, because counts that change meanwhile are good enough.
internal sealed partial class MpscCore<T> : IResource
{
    /// <summary>The ends of a named channel; otherwise null.</summary>
    public ChannelEnds? Ends { get; }

    public ResourceKind Kind => ResourceKind.Mpsc;

    public ref ResourceIdentity Identity => ref _identity;

    /// <summary>
    /// Describes a wait for people; see <see cref="IWaitOwner.Describe"/>. Takes no gate, because counts that change meanwhile are good
    /// enough.
    /// </summary>
    public string Describe(MpscWaiterList<T> list, Waiter waiter)
    {
        var count = Count;
        if (ReferenceEquals(list, _readers) || ReferenceEquals(list, _readSignals))
            return $"mpsc read, {Counted.Of(count, "item")}";
        var reserved = (int)Math.Clamp(_writeSide.Permits.Reserved, 0, int.MaxValue);
        var room = count + (long)reserved >= _capacity ? $"full ({_capacity})" : $"{count + (long)reserved} of {_capacity} places taken";
        var what = waiter is ReserveWaiter<T> reserve ? $"reserve of {reserve.Places}" : "write";
        return $"mpsc {what}, {room}{(reserved > 0 ? $", {reserved} of them reserved" : "")}";
    }

    /// <summary>See <see cref="IWaitOwner.PurposeOf"/>.</summary>
    public string PurposeOf(MpscWaiterList<T> list, Waiter waiter)
        => ReferenceEquals(list, _readers) || ReferenceEquals(list, _readSignals) ? "item"
            : waiter is ReserveWaiter<T> { Places: not 1 } reserve ? $"room for {reserve.Places}" : "room";

    public ResourceView Look()
    {
        var taken = _readSide.Taken;
        var added = _writeSide.Added;
        var count = Count;
        var (readers, writers) = (_readers.Queue.Count + _readSignals.Queue.Count, _writers.Queue.Count + _writeSignals.Queue.Count);
        var places = count + (int)Math.Clamp(_writeSide.Permits.Reserved, 0, int.MaxValue - count);
        return new()
        {
            State = (IsClosed, _capacity) switch
            {
                (true, _) => $"closed, {count} left",
                (_, null) => $"{Counted.Of(count, "item")}, {Counted.Of(SenderCount, "sender")}",
                (_, var capacity) => $"{places} of {capacity} places taken, {Counted.Of(SenderCount, "sender")}",
            },
            Waiters = readers + writers,
            IsAbandoned = !IsClosed && Ends is { } ends && ((readers > 0 && _writeSide.Permits.Reserved == 0 && !ends.HasSender) || (writers > 0 && !ends.HasReceiver)),
            Depth = places,
            Capacity = _capacity,
            Sent = added,
            Received = taken,
        };
    }
}
