using HostedRuntime.Cluster.Locks;

namespace HostedRuntime.Cluster.Grains;

/// <summary>Keeps locks in grains. Any thread.</summary>
internal sealed class GrainLocks(IGrainFactory grains, ClusterCalls calls, string node) : ILockBackend
{
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    public string Node => node;

    public async Task<LockGrant?> AcquireAsync(LockKey key, LockRequest request, TimeSpan wait, CancellationToken ct)
    {
        var call = new LockCall(request.Id, request.Weight, request.TimeToLive, request.Node, key.Capacity);
        var answer = await calls.OnceAsync(() => Of(key).AcquireAsync(call, wait), wait + s_answer, ct).ConfigureAwait(false);
        if (answer.Error is { } error)
            throw new LockCapacityException(error);
        return answer.Fence is { } fence ? new LockGrant(fence) : null;
    }

    // Once, because the lease itself tries again.
    public Task<bool> RenewAsync(LockKey key, long fence) => calls.OnceAsync(() => Of(key).RenewAsync(fence), s_limit, CancellationToken.None);

    public Task ReleaseAsync(LockKey key, long fence) => calls.OnceAsync(() => ThenTrueAsync(Of(key).ReleaseAsync(fence)), s_limit, CancellationToken.None);

    public Task CancelAsync(LockKey key, Guid request) => calls.OnceAsync(() => ThenTrueAsync(Of(key).CancelAsync(request)), s_limit, CancellationToken.None);

    private static async Task<bool> ThenTrueAsync(Task call)
    {
        await call.ConfigureAwait(false);
        return true;
    }

    private ILockGrain Of(LockKey key) => grains.GetGrain<ILockGrain>(key.Text);
}
