namespace HostedRuntime.Cluster.Locks;

/// <summary>
/// Holders and waiters of one lock. Waiters are served in order, and an expired holder makes room. Time is given by the caller, on a clock
/// that never goes back. Caller holds the lock of <see cref="LockHost"/>.
/// </summary>
internal sealed class LockState
{
    /// <summary>How long a waiter keeps its place without a call. The pause between two calls of a live waiter is much shorter.</summary>
    public static readonly TimeSpan PlaceKept = TimeSpan.FromSeconds(10);

    private readonly List<Holder> _holders = [];
    private readonly List<Waiter> _waiters = [];

    private LockState(long fence, int capacity)
    {
        Fence = fence;
        Capacity = capacity;
    }

    /// <summary>The fence of the latest grant.</summary>
    public long Fence { get; private set; }

    public int Capacity { get; private set; }

    public int HolderCount => _holders.Count;

    /// <summary>
    /// Restores a lock from its stored form. Each holder gets a whole time to live from now on, because its last renewal is not known here.
    /// </summary>
    public static LockState From(LockSheet sheet, TimeSpan now)
    {
        var state = new LockState(sheet.Fence, sheet.Capacity);
        foreach (var stored in sheet.Holders)
            state._holders.Add(new Holder(stored) { ExpiresAt = now + stored.TimeToLive, IsStored = true });
        return state;
    }

    public LockSheet ToSheet() => new(Fence, Capacity, [.. _holders.Select(static holder => holder.Stored)]);

    /// <summary>Takes over the capacity that a caller gave.</summary>
    /// <returns>True if it is the capacity in force, or if the lock is idle; otherwise false.</returns>
    public bool TrySetCapacity(int capacity)
    {
        if (Capacity == capacity)
            return true;
        if (_holders.Count > 0 || _waiters.Count > 0)
            return false;
        Capacity = capacity;
        return true;
    }

    /// <summary>Returns the stored grant of a request whose answer was lost, and renews it. Null if there is none.</summary>
    public Holder? FindGrant(Guid request, TimeSpan now)
    {
        var holder = _holders.Find(holder => holder.Stored.Request == request && holder.IsStored);
        holder?.Renew(now);
        return holder;
    }

    public Holder? FindHolder(long fence) => _holders.Find(holder => holder.Stored.Fence == fence && holder.IsStored);

    /// <summary>Puts a request in line, or finds its place.</summary>
    public Waiter Enqueue(LockRequest request)
    {
        var waiter = _waiters.Find(waiter => waiter.Request.Id == request.Id);
        if (waiter is null)
            _waiters.Add(waiter = new Waiter(request));
        waiter.KeptUntil = null;
        return waiter;
    }

    /// <summary>
    /// Gives the lock to the waiters at the front that fit. The grants count from now on, and are handed out once stored.
    /// </summary>
    public List<(Holder Holder, Waiter Waiter)> GrantNext(TimeSpan now)
    {
        var granted = new List<(Holder, Waiter)>();
        while (_waiters.Count > 0 && Fits(_waiters[0].Request.Weight))
        {
            var waiter = _waiters[0];
            _waiters.RemoveAt(0);
            var request = waiter.Request;
            var holder = new Holder(new LockHolder(++Fence, request.Id, request.Weight, request.TimeToLive, request.Node));
            holder.Renew(now);
            _holders.Add(holder);
            granted.Add((holder, waiter));
        }

        return granted;
    }

    /// <summary>Takes back a grant that could not be stored. Its fence is never used again.</summary>
    public void TakeBack(Holder holder) => _holders.Remove(holder);

    public bool Release(long fence) => _holders.RemoveAll(holder => holder.Stored.Fence == fence) > 0;

    /// <summary>Removes a request from the line, or the grant that it got meanwhile.</summary>
    /// <returns>The waiter that left the line, or null if there was none.</returns>
    public Waiter? Cancel(Guid request)
    {
        var waiter = _waiters.Find(waiter => waiter.Request.Id == request);
        if (waiter is not null)
            _waiters.Remove(waiter);
        _holders.RemoveAll(holder => holder.Stored.Request == request);
        return waiter;
    }

    /// <summary>Removes the holders whose time to live is over, and the waiters that did not call again.</summary>
    public void Expire(TimeSpan now)
    {
        _holders.RemoveAll(holder => holder.IsStored && holder.ExpiresAt <= now);
        _waiters.RemoveAll(waiter => waiter.KeptUntil <= now);
    }

    /// <summary>Returns when the next holder or waiter expires, or null if none does.</summary>
    public TimeSpan? NextExpiry()
    {
        TimeSpan? next = null;
        // A grant that is being stored does not expire.
        foreach (var holder in _holders.Where(static holder => holder.IsStored))
            next = next is { } earlier && earlier <= holder.ExpiresAt ? earlier : holder.ExpiresAt;
        foreach (var waiter in _waiters)
        {
            if (waiter.KeptUntil is { } until && (next is null || until < next))
                next = until;
        }

        return next;
    }

    // As long, because two writers together exceed an int.
    private bool Fits(int weight) => _holders.Sum(static holder => (long)holder.Stored.Weight) + weight <= Capacity;

    internal sealed class Holder(LockHolder stored)
    {
        public LockHolder Stored => stored;

        public TimeSpan ExpiresAt { get; set; }

        /// <summary>Whether the grant is in the store. Before that it is neither handed out nor does it expire.</summary>
        public bool IsStored { get; set; }

        public void Renew(TimeSpan now) => ExpiresAt = now + stored.TimeToLive;
    }

    internal sealed class Waiter(LockRequest request)
    {
        public LockRequest Request => request;

        /// <summary>The call that waits for the grant. Null between two calls.</summary>
        public TaskCompletionSource<LockGrant>? Call { get; set; }

        public TimeSpan? KeptUntil { get; set; }
    }
}
