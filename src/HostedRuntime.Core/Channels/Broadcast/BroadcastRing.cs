using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;

namespace HostedRuntime.Channels;

/// <summary>
/// The latest items of a broadcast, numbered from zero. One thread at a time writes. Any number of threads read meanwhile, without a lock
/// and without writing shared state. So a hundred receivers that read the same items share their cache lines without contention.
/// </summary>
/// <remarks>
/// <para>Invariants: <c>oldest &lt;= tail &lt;= oldest + slots</c>. Item <c>n</c> is in slot <c>n mod slots</c> while <c>oldest &lt;= n
/// &lt; tail</c>. A slot is written only while no item of that range is in it.</para>
/// <para>A reader knows from the tail that its item was written, copies it, and then reads <c>oldest</c>. The writer moves <c>oldest</c>
/// past an item before it overwrites it. So a reader whose copy holds a newer item sees that its own item is gone. The pair is
/// <see cref="Fence.Stores"/> in <see cref="Write"/> and <see cref="Fence.Loads"/> in <see cref="TryRead"/>.</para>
/// <para>The slots grow up to the capacity as items accumulate, by a copy into a larger array. The smaller array is never written again, so
/// a reader that still reads it finds its item there.</para>
/// </remarks>
internal struct BroadcastRing<T>(int capacity)
{
    // Most receivers are never behind by more. Picked by hand.
    private const int FirstSlots = 16;

    private AtomicRef<RacyCell<T>[]> _slots = new(new RacyCell<T>[Math.Min(capacity, FirstSlots)]);
    private AtomicLong _oldest;
    private AtomicLong _tail;

    public readonly int Capacity => capacity;

    /// <summary>The number of the next item to be written.</summary>
    public readonly long Tail => _tail.Read();

    /// <summary>The number of the oldest item that is still there; the tail if there is none.</summary>
    public readonly long Oldest => _oldest.Read();

    /// <summary>Writes the next item. Caller keeps other writers out.</summary>
    public void Write(T item)
    {
        var number = _tail.ReadOwn();
        var slots = _slots.ReadOwn()!;
        if (number - _oldest.ReadOwn() == slots.Length)
        {
            if (slots.Length < capacity)
                slots = Grow(slots, number);
            else
                _oldest.Write(_oldest.ReadOwn() + 1);
        }

        // Pairs with Fence.Loads in TryRead: a reader that copies this item in place of an older one sees that the older one is gone.
        Fence.Stores();
        slots[number & (slots.Length - 1)].Value = item;
        _tail.Write(number + 1);
    }

    /// <summary>Copies an item, whose number is below a tail that the caller has read before.</summary>
    /// <returns>True if the copy is the item; false if the item is gone.</returns>
    public readonly bool TryRead(long number, out T item)
    {
        var slots = _slots.Read()!;
        item = slots[number & (slots.Length - 1)].Value;
        // Pairs with Fence.Stores in Write.
        Fence.Loads();
        return _oldest.Read() <= number;
    }

    /// <summary>Drops all items for the garbage collector, when no receiver needs them. Caller keeps other writers out.</summary>
    public void Forget()
    {
        var oldest = _oldest.ReadOwn();
        var tail = _tail.ReadOwn();
        Debug.Assert(oldest <= tail, "The oldest item comes after the newest.");
        if (oldest == tail)
            return;
        _oldest.Write(tail);
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return;
        // Pairs with Fence.Loads in TryRead, because a receiver that is being disposed may still read.
        Fence.Stores();
        var slots = _slots.ReadOwn()!;
        for (var number = oldest; number < tail; number++)
            slots[number & (slots.Length - 1)].Value = default!;
    }

    private RacyCell<T>[] Grow(RacyCell<T>[] slots, long tail)
    {
        var larger = new RacyCell<T>[Math.Min(slots.Length * 2, capacity)];
        for (var number = tail - slots.Length; number < tail; number++)
            larger[number & (larger.Length - 1)].Value = slots[number & (slots.Length - 1)].Value;
        _slots.Write(larger);
        return larger;
    }
}
