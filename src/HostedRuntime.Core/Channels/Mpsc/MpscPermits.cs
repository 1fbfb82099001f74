namespace HostedRuntime.Channels;

/// <summary>The permits that are out, and the holds that serve the next ones. All under the inlet's gate.</summary>
internal sealed class MpscPermits<T>
{
    private PermitHold<T>? _free;

    /// <summary>Places reserved by permits that are out.</summary>
    public long Reserved { get; private set; }

    public static bool IsValid(PermitHold<T> hold, int version) => hold.Version == version && hold.Remaining > 0;

    public Sender<T>.Permit Begin(MpscCore<T> core, int count)
    {
        var hold = _free ?? new PermitHold<T>(core);
        _free = hold.Next;
        hold.Next = null;
        hold.Remaining = count;
        Reserved += count;
        return new(hold, hold.Version);
    }

    /// <summary>One place of a valid permit was used.</summary>
    public void UseOne(PermitHold<T> hold)
    {
        Reserved--;
        if (--hold.Remaining == 0)
            Free(hold);
    }

    /// <summary>Ends a valid permit; how many places come back.</summary>
    public int End(PermitHold<T> hold)
    {
        var left = hold.Remaining;
        Reserved -= left;
        hold.Remaining = 0;
        Free(hold);
        return left;
    }

    private void Free(PermitHold<T> hold)
    {
        // Copies of the permit are stale from here on.
        hold.Version++;
        hold.Next = _free;
        _free = hold;
    }
}
