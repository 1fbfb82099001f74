using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Sync;

/// <summary>
/// The holders of a primitive that several may hold at a time. Each holder has a slot with a generation, so that a stale guard differs from
/// the current one of its slot. Slots are reused. Why slots: docs/design/waiting/primitives.md. Caller holds the primitive's gate.
/// </summary>
/// <typeparam name="T">The type of the record about a holder.</typeparam>
internal struct HolderTable<T>
{
    private const int None = -1;

    /// <summary>Stored instead of a link while the slot is taken.</summary>
    private const int Taken = -1;

    // One slot in the uncontended case, a few in most others. Picked by hand.
    private const int FirstCapacity = 4;

    /// <summary>The slots. Changed under the gate, also read without it.</summary>
    private AtomicRef<Slot[]> _slots;
    private int _made;

    /// <summary>
    /// The index of the slot that was freed last, plus one. Zero if no slot is free, so that the default value is an empty table.
    /// </summary>
    private int _freePlusOne;

    /// <summary>The number of taken slots.</summary>
    public int Count { get; private set; }

    public HolderHandle Take(T content)
    {
        Count++;
        var index = _freePlusOne - 1;
        if (index == None)
            index = Make();
        ref var slot = ref _slots.ReadOwn()![index];
        _freePlusOne = slot.NextPlusOne;
        slot.NextPlusOne = Taken;
        slot.Content = content;
        return new(index, slot.Generation);
    }

    /// <summary>
    /// Returns whether a holding is current. If the table grows, the slots move to a larger array with their generations, so no gate is
    /// needed. Any thread.
    /// </summary>
    public readonly bool IsTaken(HolderHandle holding) => _slots.Read() is { } slots && slots[holding.Slot].Generation == holding.Generation;

    /// <summary>Returns the record about a current holder. Valid until the next <see cref="Take"/>.</summary>
    public readonly ref T Of(HolderHandle holding)
    {
        Debug.Assert(IsTaken(holding), "A stale holding has no content.");
        return ref _slots.ReadOwn()![holding.Slot].Content;
    }

    /// <summary>Frees the slot of a holding.</summary>
    /// <returns>True if the slot was freed; false if the holding is stale.</returns>
    public bool TryRelease(HolderHandle holding, out T content)
    {
        if (!IsTaken(holding))
        {
            content = default!;
            return false;
        }

        ref var slot = ref _slots.ReadOwn()![holding.Slot];
        content = slot.Content;
        slot.Content = default!;
        slot.Generation++;
        slot.NextPlusOne = _freePlusOne;
        _freePlusOne = holding.Slot + 1;
        Count--;
        return true;
    }

    /// <summary>Makes a holding stale and returns another holding of the same slot.</summary>
    /// <returns>True if the holding was renewed; false if it was stale already.</returns>
    public readonly bool TryRenew(HolderHandle holding, out HolderHandle renewed)
    {
        renewed = default;
        if (!IsTaken(holding))
            return false;
        renewed = new(holding.Slot, ++_slots.ReadOwn()![holding.Slot].Generation);
        return true;
    }

    /// <summary>Returns the record about each holder.</summary>
    public readonly T[] Contents()
    {
        var contents = new List<T>(Count);
        for (var i = 0; i < _made; i++)
        {
            if (_slots.ReadOwn()![i].NextPlusOne == Taken)
                contents.Add(_slots.ReadOwn()![i].Content);
        }

        return [.. contents];
    }

    /// <summary>
    /// Returns whether a holder has this record, which must not be the default value: that is the content of a free slot.
    /// </summary>
    public readonly bool Any(T content)
    {
        for (var i = 0; i < _made; i++)
        {
            if (EqualityComparer<T>.Default.Equals(_slots.ReadOwn()![i].Content, content))
                return true;
        }

        return false;
    }

    private int Make()
    {
        var slots = _slots.ReadOwn() ?? [];
        if (_made == slots.Length)
        {
            Array.Resize(ref slots, Math.Max(FirstCapacity, _made * 2));
            _slots.Write(slots);
        }

        return _made++;
    }

    private struct Slot
    {
        public T Content;
        public int Generation;
        public int NextPlusOne;
    }
}

/// <summary>A slot of a holder, and the generation of its use.</summary>
internal readonly record struct HolderHandle(int Slot, int Generation);
