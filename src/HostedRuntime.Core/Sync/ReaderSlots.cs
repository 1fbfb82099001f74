namespace HostedRuntime.Sync;

/// <summary>
/// The read holds of a lock, each a slot with a generation: how a stale read guard is told from a current one although many are
/// valid at a time. Slots are reused, the last one first; changed under the lock's gate.
/// </summary>
/// <remarks>A generation has 32 bits: a guard that is kept stale over exactly 4,294,967,296 reuses of its slot would pass for a current one.</remarks>
internal struct ReaderSlots
{
    private const int Taken = -1;

    private Slot[]? _slots;

    /// <summary>The first free slot, counted from one; zero: none.</summary>
    private int _free;
    private int _made;
    private int _count;

    /// <summary>Holds that are taken.</summary>
    public readonly int Count => _count;

    /// <param name="holder">Noted for people.</param>
    public ReaderHold Take(object? holder)
    {
        if (_free == 0)
            Grow();
        var index = _free - 1;
        ref var slot = ref _slots![index];
        _free = slot.NextFree;
        slot.NextFree = Taken;
        slot.Holder = holder;
        _count++;
        return new(index, slot.Generation);
    }

    /// <summary>From any thread. A slot moves when there are more of them; its generation stays with it.</summary>
    public readonly bool IsTaken(ReaderHold hold) => Volatile.Read(in _slots) is { } slots && slots[hold.Slot].Generation == hold.Generation;

    /// <summary>False: stale.</summary>
    public bool TryRelease(ReaderHold hold)
    {
        if (!IsTaken(hold))
            return false;
        ref var slot = ref _slots![hold.Slot];
        slot.Generation++;
        slot.Holder = null;
        slot.NextFree = _free;
        _free = hold.Slot + 1;
        _count--;
        return true;
    }

    /// <summary>Another hold in place of this one, which is stale then. False: it was stale already.</summary>
    public bool TryRenew(ReaderHold hold, out ReaderHold renewed)
    {
        renewed = default;
        if (!IsTaken(hold))
            return false;
        renewed = new(hold.Slot, ++_slots![hold.Slot].Generation);
        return true;
    }

    /// <summary>Whether one of the holds is that task's. A free slot has no holder.</summary>
    public readonly bool AnyOf(object holder)
    {
        for (var i = 0; i < _made; i++)
        {
            if (ReferenceEquals(_slots![i].Holder, holder))
                return true;
        }

        return false;
    }

    /// <summary>One note for each hold; of those without, null.</summary>
    public readonly object?[] Holders()
    {
        var holders = new List<object?>(_count);
        for (var i = 0; i < _made; i++)
        {
            if (_slots![i].NextFree == Taken)
                holders.Add(_slots[i].Holder);
        }

        return [.. holders];
    }

    private void Grow()
    {
        if (_made == (_slots?.Length ?? 0))
            Array.Resize(ref _slots, Math.Max(4, _made * 2));
        _free = ++_made;
    }

    private struct Slot
    {
        public int Generation;

        /// <summary>The next free one, counted from one; zero: none.</summary>
        public int NextFree;
        public object? Holder;
    }
}

/// <summary>One read hold.</summary>
internal readonly record struct ReaderHold(int Slot, int Generation);
