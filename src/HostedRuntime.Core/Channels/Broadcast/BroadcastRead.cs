using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Channels;

/// <summary>What a read of a <see cref="BroadcastReceiver{T}"/> found: the next item, a gap before it, or the end.</summary>
/// <typeparam name="T">What is sent.</typeparam>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct BroadcastRead<T>
{
    // Above zero: that many items were missed.
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

    /// <summary>How many items this receiver missed, because it was more than the capacity behind. Zero unless this is a gap; the next read finds the oldest item that is left.</summary>
    public long Lagged => long.Max(_kind, Nothing);

    /// <summary>True: every sender has ended and every item was read, or the receiver was disposed. No read finds anything else from now on.</summary>
    public bool IsClosed => _kind == End;

    internal static BroadcastRead<T> Closed => new(End, default);

    /// <summary>The item, if there is one.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False: this is a gap or the end.</returns>
    public bool TryGetItem([MaybeNullWhen(false)] out T item)
    {
        item = _item;
        return _kind == Item;
    }

    /// <summary>For people.</summary>
    /// <returns>What this is.</returns>
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
