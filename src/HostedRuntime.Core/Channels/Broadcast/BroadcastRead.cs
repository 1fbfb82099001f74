using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Channels;

/// <summary>The result of a read of a <see cref="BroadcastReceiver{T}"/>: the next item, a gap before it, or the end.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct BroadcastRead<T>
{
    // A value above zero is the number of missed items.
    private const long Nothing = 0;
    private const long Item = -1;
    private const long End = -2;

    private readonly long _kind;
    private readonly T? _item;

    private BroadcastRead(long kind, T? item)
    {
        _kind = kind;
        _item = item;
    }

    /// <summary>
    /// The number of items that this receiver missed because it was behind by more than the capacity. Zero unless this is a gap. The next
    /// read finds the oldest item that is left.
    /// </summary>
    public long Lagged => long.Max(_kind, Nothing);

    /// <summary>
    /// True if every sender has ended and every item was read, or if the receiver was disposed. Every later read finds the end too.
    /// </summary>
    public bool IsClosed => _kind == End;

    internal static BroadcastRead<T> Closed => new(End, default);

    /// <summary>Returns the item if there is one.</summary>
    /// <param name="item">The item.</param>
    /// <returns>True if there is an item; false if this is a gap or the end.</returns>
    public bool TryGetItem([MaybeNullWhen(false)] out T item)
    {
        item = _item;
        return _kind == Item;
    }

    /// <summary>Describes this result for people.</summary>
    /// <returns>The description.</returns>
    public override string ToString() => _kind switch
    {
        Item => $"item {_item}",
        End => "closed",
        Nothing => "nothing",
        _ => $"lagged {_kind}",
    };

    internal static BroadcastRead<T> Of(T item) => new(Item, item);

    internal static BroadcastRead<T> Gap(long lagged) => new(lagged, default);
}
