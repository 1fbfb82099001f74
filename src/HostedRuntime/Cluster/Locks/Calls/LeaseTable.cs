namespace HostedRuntime.Cluster.Locks;

/// <summary>Counts the leases that this node holds. Any thread.</summary>
internal sealed class LeaseTable
{
    private readonly Lock _gate = new();
    private readonly HashSet<LeaseKeeper> _held = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _held.Count;
        }
    }

    public void Add(LeaseKeeper lease)
    {
        lock (_gate)
            _held.Add(lease);
    }

    public void Remove(LeaseKeeper lease)
    {
        lock (_gate)
            _held.Remove(lease);
    }
}
