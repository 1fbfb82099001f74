namespace HostedRuntime.Channels;

/// <summary>The permits of a channel that are in use, and a free list of their blocks. Caller holds the write side's gate.</summary>
internal sealed class MpscPermits<T>
{
    private PermitBlock<T>? _free;

    /// <summary>The number of places that permits in use have reserved.</summary>
    public long Reserved { get; private set; }

    public static bool IsValid(PermitBlock<T> hold, int version) => hold.Version == version && hold.Remaining > 0;

    public Sender<T>.Permit Begin(MpscCore<T> core, int count)
    {
        var hold = _free ?? new PermitBlock<T>(core);
        _free = hold.Next;
        hold.Next = null;
        hold.Remaining = count;
        Reserved += count;
        return new(hold, hold.Version);
    }

    /// <summary>Uses one place of a valid permit.</summary>
    public void UseOne(PermitBlock<T> hold)
    {
        Reserved--;
        if (--hold.Remaining == 0)
            Free(hold);
    }

    /// <summary>Ends a valid permit.</summary>
    /// <returns>The number of places that come back.</returns>
    public int End(PermitBlock<T> hold)
    {
        var left = hold.Remaining;
        Reserved -= left;
        hold.Remaining = 0;
        Free(hold);
        return left;
    }

    private void Free(PermitBlock<T> hold)
    {
        // From here on copies of the permit are stale.
        hold.Version++;
        hold.Next = _free;
        _free = hold;
    }
}
