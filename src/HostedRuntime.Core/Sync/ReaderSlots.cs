namespace HostedRuntime.Sync;

/// <summary>
/// The read holds of a lock, each a slot with a generation: how a stale read guard is told from a current one although many are
/// valid at a time. Slots are reused; under the lock's gate.
/// </summary>
internal struct ReaderSlots
{
    private int[]? _generations;
    private int[]? _free;
    private int _freeCount;
    private int _made;

    /// <summary>Holds that are taken.</summary>
    public readonly int Count => _made - _freeCount;

    public ReaderHold Take()
    {
        if (_freeCount == 0)
        {
            _generations ??= new int[4];
            _free ??= new int[4];
            if (_made == _generations.Length)
            {
                Array.Resize(ref _generations, _made * 2);
                Array.Resize(ref _free, _made * 2);
            }

            return new(_made, _generations[_made++]);
        }

        var slot = _free![--_freeCount];
        return new(slot, _generations![slot]);
    }

    public readonly bool IsTaken(ReaderHold hold) => _generations is not null && _generations[hold.Slot] == hold.Generation;

    /// <summary>False: stale.</summary>
    public bool TryRelease(ReaderHold hold)
    {
        if (!IsTaken(hold))
            return false;
        _generations![hold.Slot]++;
        _free![_freeCount++] = hold.Slot;
        return true;
    }
}

/// <summary>One read hold.</summary>
internal readonly record struct ReaderHold(int Slot, int Generation);
