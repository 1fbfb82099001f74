using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HostedRuntime.Channels;

/// <summary>
/// A segment of the queue. The segments form a ring: the tail (being written), free segments, the head (being read), then full segments up
/// to the tail. So an empty channel has one segment, whatever its capacity, and emptied segments are reused.
/// </summary>
internal sealed class MpscSegment<T>
{
    // A kilobyte: big enough that passing to the next segment is rare, small enough for a channel of few items. Picked by hand.
    private const int Bytes = 1024;
    private const int Fewest = 8;
    private const int Most = 128;

    private readonly T[] _items;

    /// <param name="after">
    /// The segment after which the new one is inserted. If null, the new segment is the only one and its own next.
    /// </param>
    public MpscSegment(MpscSegment<T>? after)
    {
        _items = new T[Length];
        Next = after?.Next ?? this;
        if (after is not null)
            after.Next = this;
    }

    /// <summary>The number of items in a segment.</summary>
    public static int Length { get; } = Math.Clamp(Bytes / Unsafe.SizeOf<T>(), Fewest, Most);

    /// <summary>The next segment of the ring. Written under the write side's gate.</summary>
    public MpscSegment<T> Next { get; set; }

    /// <summary>
    /// Returns the place with that index, which is below <see cref="Length"/>. The access bypasses the array's variance check, which would
    /// cost as much as the store.
    /// </summary>
    public ref T At(int index)
    {
        Debug.Assert((uint)index < (uint)_items.Length, "A place beyond its segment.");
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), index);
    }

    public Span<T> Slice(int index, int count) => new(_items, index, count);
}
