using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Cluster.Locks;

/// <summary>Acquires one lock for callers of this node. Any thread.</summary>
internal sealed class LockCalls(LockKey key, ILockBackend backend, LeaseTable table, ClusterOptions options, TimeProvider clock, ILogger logger)
{
    /// <summary>The longest wait of one call. A client that waits at a dead node notices it only after this, and some seconds.</summary>
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    public LockKey Key => key;

    public async Task<ClusterLease> AcquireAsync(int weight, CancellationToken ct)
        => (await AcquireAsync(weight, Timeout.InfiniteTimeSpan, ct).ConfigureAwait(false))!;

    public Task<ClusterLease?> TryAcquireAsync(int weight, TimeSpan wait, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        return AcquireAsync(weight, wait, ct);
    }

    private async Task<ClusterLease?> AcquireAsync(int weight, TimeSpan limit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var timeToLive = options.LockTimeToLive;
        var request = new LockRequest(Guid.NewGuid(), weight, timeToLive, backend.Node);
        var begin = clock.GetTimestamp();
        var lastAnswer = begin;
        try
        {
            while (true)
            {
                var left = limit == Timeout.InfiniteTimeSpan ? s_poll : Max(limit - clock.GetElapsedTime(begin), TimeSpan.Zero);
                var sent = clock.GetTimestamp();
                try
                {
                    if (await backend.AcquireAsync(key, request, left < s_poll ? left : s_poll, ct).ConfigureAwait(false) is { } grant)
                    {
                        if (await HeldSinceAsync(grant, sent, timeToLive).ConfigureAwait(false) is { } since)
                            return new ClusterLease(new LeaseKeeper(key, grant.Fence, since, timeToLive, backend, table, clock, logger));
                        // Expired while the answer was under way: a new place in line.
                        request = request with { Id = Guid.NewGuid() };
                    }

                    lastAnswer = clock.GetTimestamp();
                    if (limit != Timeout.InfiniteTimeSpan && clock.GetElapsedTime(begin) >= limit)
                    {
                        await CancelAsync(request.Id).ConfigureAwait(false);
                        return null;
                    }
                }
                catch (ClusterUnavailableException) when (clock.GetElapsedTime(lastAnswer) < options.UnavailableTimeout && !IsOver(begin, limit))
                {
                    await Task.Delay(s_pause, clock, ct).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ClusterUnavailableException)
        {
            // In the background, because a caller whose token has fired waits for nothing more.
            _ = CancelAsync(request.Id);
            throw;
        }
    }

    /// <summary>Returns whether a call with a limit has tried for StoreTimeout on top of it.</summary>
    private bool IsOver(long begin, TimeSpan limit) => limit != Timeout.InfiniteTimeSpan && clock.GetElapsedTime(begin) - limit >= options.StoreTimeout;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Returns from when the lease counts, on this node's clock. After a long wait that is known only of a renewal.</summary>
    /// <returns>The moment, or null if the lease has expired.</returns>
    private async Task<long?> HeldSinceAsync(LockGrant grant, long sent, TimeSpan timeToLive)
    {
        if (clock.GetElapsedTime(sent) < timeToLive / 6)
            return sent;
        sent = clock.GetTimestamp();
        return await backend.RenewAsync(key, grant.Fence).ConfigureAwait(false) && clock.GetElapsedTime(sent) < timeToLive / 2 ? sent : null;
    }

    private async Task CancelAsync(Guid request)
    {
        try
        {
            await backend.CancelAsync(key, request).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The place in line, or the grant, ends by itself.
            logger.LockRequestNotCancelled($"{key}", e);
        }
    }
}
