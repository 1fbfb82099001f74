using System.Threading.Channels;

namespace HostedRuntime.Channels;

/// <summary>What a channel does with a write that finds it full, where the write does not wait.</summary>
/// <remarks>
/// A place that a permit holds is never taken back. So if every place is reserved and nothing is there, the written item is dropped in
/// every mode.
/// A channel whose permits are waited for counts as full: otherwise writes that never wait would keep taking the places that they wait for.
/// </remarks>
internal sealed class MpscOverflow<T>(BoundedChannelFullMode mode, Action<T>? itemDropped)
{
    /// <summary>Puts the item in, in place of another, or leaves it out. Caller holds both gates.</summary>
    /// <returns>The item that was dropped.</returns>
    public T Drop(T item, MpscInlet<T> inlet, MpscOutlet<T> outlet)
    {
        if (mode == BoundedChannelFullMode.DropWrite || !outlet.HasItem(inlet))
            return item;
        if (mode == BoundedChannelFullMode.DropNewest)
            return inlet.ReplaceNewest(item);
        // Added first: if there is no memory for it, nothing was dropped.
        inlet.Add(item);
        return outlet.Take(inlet);
    }

    /// <summary>Tells the user of an item that was dropped. Called with no gate held, because it is user code.</summary>
    public void Tell(T dropped) => itemDropped?.Invoke(dropped);
}
