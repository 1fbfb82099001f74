namespace HostedRuntime.Cluster.Locks;

/// <summary>Keeps locks in this process. It is the form without a cluster. Any thread.</summary>
internal sealed class LocalLocks(string node, TimeProvider clock) : ILockBackend
{
    private readonly Lock _gate = new();

    // Never removed, because the fence of a name must not begin again. A name is some hundred bytes.
    private readonly Dictionary<string, LockHost> _hosts = new(StringComparer.Ordinal);

    public string Node => node;

    public Task<LockGrant?> AcquireAsync(LockKey key, LockRequest request, TimeSpan wait, CancellationToken ct)
        => HostOf(key).AcquireAsync(request, key.Capacity, wait).WaitAsync(ct);

    public Task<bool> RenewAsync(LockKey key, long fence) => HostOf(key).RenewAsync(fence);

    public Task ReleaseAsync(LockKey key, long fence) => HostOf(key).ReleaseAsync(fence);

    public Task CancelAsync(LockKey key, Guid request) => HostOf(key).CancelAsync(request);

    private LockHost HostOf(LockKey key)
    {
        lock (_gate)
        {
            if (!_hosts.TryGetValue(key.Text, out var host))
                _hosts.Add(key.Text, host = new LockHost(LockSheet.Empty, clock, save: null));
            return host;
        }
    }
}
