using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Sync;

/// <summary>
/// Who holds a primitive that many may hold at a time: a slot each, with a generation, so that a stale guard is told from the current
/// one of its slot. Slots are reused; under the primitive's gate. Why slots: docs/design/primitives.md.
/// </summary>
/// <typeparam name="T">What is noted of a holder.</typeparam>
internal struct HolderSlots<T>
{
    private const int None = -1;

    /// <summary>In place of a link: the slot is not free.</summary>
    private const int Taken = -1;

    // One in the uncontended case, a few in most others. Picked by hand.
    private const int FirstCapacity = 4;

    /// <summary>Changed under the gate, read without it too.</summary>
    private AtomicRef<Slot[]> _slots;
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
        ref var slot = ref _slots.ReadOwn()![index];
        _freePlusOne = slot.NextPlusOne;
        slot.NextPlusOne = Taken;
        slot.Content = content;
        return new(index, slot.Generation);
    }

    /// <summary>Also without the gate: a slot moves when more are made, and its generation with it.</summary>
    public readonly bool IsTaken(Holding holding) => _slots.Read() is { } slots && slots[holding.Slot].Generation == holding.Generation;

    /// <summary>What is noted of a holder that is there. Valid until the next <see cref="Take"/>.</summary>
    public readonly ref T Of(Holding holding)
    {
        Debug.Assert(IsTaken(holding), "A stale holding has no content.");
        return ref _slots.ReadOwn()![holding.Slot].Content;
    }

    /// <summary>False: stale.</summary>
    public bool TryRelease(Holding holding, out T content)
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

    /// <summary>Another holding of the same slot, in place of this one, which is stale then. False: it was stale already.</summary>
    public readonly bool TryRenew(Holding holding, out Holding renewed)
    {
        renewed = default;
        if (!IsTaken(holding))
            return false;
        renewed = new(holding.Slot, ++_slots.ReadOwn()![holding.Slot].Generation);
        return true;
    }

    /// <summary>What is noted of each holder.</summary>
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

    /// <summary>Whether something is noted of a holder; what is free has nothing noted.</summary>
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

/// <summary>One holder's slot, and which use of it.</summary>
internal readonly record struct Holding(int Slot, int Generation);
