using System.Threading.Channels;

namespace HostedRuntime.Channels;

/// <summary>Drops an item when a write that does not wait finds the channel full.</summary>
/// <remarks>
/// A place that a permit holds is never taken back. So if every place is reserved and there is no item, the written item is dropped in
/// every mode. The channel also counts as full while a reservation waits: otherwise writes that never wait would keep taking the places
/// that it waits for.
/// </remarks>
internal sealed class MpscOverflow<T>(BoundedChannelFullMode mode, Action<T>? itemDropped)
{
    /// <summary>Adds the item in place of another, or drops it. Caller holds both gates.</summary>
    /// <returns>The item that was dropped.</returns>
    public T Drop(T item, MpscWriteSide<T> writeSide, MpscReadSide<T> readSide)
    {
        if (mode == BoundedChannelFullMode.DropWrite || !readSide.HasItem(writeSide))
            return item;
        if (mode == BoundedChannelFullMode.DropNewest)
            return writeSide.ReplaceNewest(item);
        // Added first, so that if the allocation of a segment fails, nothing was dropped.
        writeSide.Add(item);
        return readSide.Take(writeSide);
    }

    /// <summary>Reports a dropped item to the user. Caller holds no gate, because this is user code.</summary>
    public void Tell(T dropped) => itemDropped?.Invoke(dropped);
}
