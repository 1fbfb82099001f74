using System.Diagnostics;

namespace HostedRuntime.Sync;

/// <summary>
/// Who holds a primitive that many may hold at a time: a slot each, with a generation, so that a stale guard is told from the current
/// one of its slot. Slots are reused; under the primitive's gate. Why slots: docs/design/primitives.md.
/// </summary>
/// <typeparam name="T">What is noted of a holder.</typeparam>
internal struct HolderSlots<T>
{
    private const int None = -1;

    // One in the uncontended case, a few in most others. Picked by hand.
    private const int FirstCapacity = 4;

    private Slot[]? _slots;
    private int _made;

    /// <summary>One more than the slot that was given back last; 0: none is free. So that the default is an empty table.</summary>
    private int _freePlusOne;

    /// <summary>Slots that are taken.</summary>
    public int Count { get; private set; }

    public Holding Take(T content)
    {
        Count++;
        var index = _freePlusOne - 1;
        if (index == None)
            index = Make();
        ref var slot = ref _slots![index];
        _freePlusOne = slot.NextPlusOne;
        slot.Content = content;
        return new(index, slot.Generation);
    }

    public readonly bool IsTaken(Holding holding) => _slots is { } slots && slots[holding.Slot].Generation == holding.Generation;

    /// <summary>What is noted of a holder that is there. Valid until the next <see cref="Take"/>.</summary>
    public readonly ref T Of(Holding holding)
    {
        Debug.Assert(IsTaken(holding), "A stale holding has no content.");
        return ref _slots![holding.Slot].Content;
    }

    /// <summary>False: stale.</summary>
    public bool TryRelease(Holding holding, out T content)
    {
        if (!IsTaken(holding))
        {
            content = default!;
            return false;
        }

        ref var slot = ref _slots![holding.Slot];
        content = slot.Content;
        slot.Content = default!;
        slot.Generation++;
        slot.NextPlusOne = _freePlusOne;
        _freePlusOne = holding.Slot + 1;
        Count--;
        return true;
    }

    private int Make()
    {
        _slots ??= new Slot[FirstCapacity];
        if (_made == _slots.Length)
            Array.Resize(ref _slots, _made * 2);
        return _made++;
    }

    private struct Slot
    {
        public T Content;
        public int Generation;
        public int NextPlusOne;
    }
}

/// <summary>One holder's slot, and which use of it.</summary>
internal readonly record struct Holding(int Slot, int Generation);
