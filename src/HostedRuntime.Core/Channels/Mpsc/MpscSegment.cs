using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HostedRuntime.Channels;

/// <summary>
/// A piece of the queue. The pieces form a ring, in the order: being filled, free, being emptied, and what is full between that and
/// the first. So an empty channel has one, whatever its capacity, and what was emptied is filled again.
/// </summary>
internal sealed class MpscSegment<T>
{
    // A kilobyte each: big enough that a turn is rare, small enough for a channel of few items. Picked by hand.
    private const int Bytes = 1024;
    private const int Fewest = 8;
    private const int Most = 128;

    private readonly T[] _items;

    /// <param name="after">The segment that it is put behind; null: it is alone, and its own next.</param>
    public MpscSegment(MpscSegment<T>? after)
    {
        _items = new T[Length];
        Next = after?.Next ?? this;
        if (after is not null)
            after.Next = this;
    }

    /// <summary>Items in each.</summary>
    public static int Length { get; } = Math.Clamp(Bytes / Unsafe.SizeOf<T>(), Fewest, Most);

    /// <summary>Written under the gate of the inlet.</summary>
    public MpscSegment<T> Next { get; set; }

    /// <summary>A place; below <see cref="Length"/>. By reference to the array's data: its variance check would cost as much as the store.</summary>
    public ref T At(int index)
    {
        Debug.Assert((uint)index < (uint)_items.Length, "A place beyond its segment.");
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), index);
    }

    public Span<T> Slice(int index, int count) => new(_items, index, count);
}
