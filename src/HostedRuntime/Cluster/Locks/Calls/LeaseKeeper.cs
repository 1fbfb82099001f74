using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Cluster.Locks;

/// <summary>Renews a lease at a third of its time to live, and gives it up in time if that fails. Any thread.</summary>
/// <remarks>
/// All times are counted from the moment before a call was sent, on the monotonic clock of this node. The node that keeps the lock counts
/// from a later moment. So this side ends first, whatever the clocks of the two nodes say.
/// </remarks>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly ILockBackend _backend;
    private readonly LeaseTable _table;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TimeSpan _timeToLive;
    private readonly ITimer _renewal;
    private readonly ITimer _end;

    /// <summary>The moment before the latest call was sent that renewed the lease.</summary>
    private long _since;
    private bool _isOver;
    private bool _isRenewing;

    public LeaseKeeper(LockKey key, long fence, long since, TimeSpan timeToLive, ILockBackend backend, LeaseTable table, TimeProvider clock, ILogger logger)
    {
        Key = key;
        Fence = fence;
        Lost = _lost.Token;
        _since = since;
        _timeToLive = timeToLive;
        _backend = backend;
        _table = table;
        _clock = clock;
        _logger = logger;
        table.Add(this);
        _renewal = clock.CreateTimer(static lease => ((LeaseKeeper)lease!).OnRenewal(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _end = clock.CreateTimer(static lease => ((LeaseKeeper)lease!).OnEnd(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
            ArmLocked();
    }

    public LockKey Key { get; }

    public long Fence { get; }

    public CancellationToken Lost { get; }

    public bool IsHeld
    {
        get
        {
            lock (_gate)
                return !_isOver && LeftLocked() > TimeSpan.Zero;
        }
    }

    /// <summary>
    /// The part of the time to live by which this side ends earlier. Also the pause between two tries of a renewal, twice over.
    /// </summary>
    private TimeSpan Margin => _timeToLive / 6;

    public async ValueTask DisposeAsync()
    {
        if (!TryEnd())
            return;
        try
        {
            await _backend.ReleaseAsync(Key, Fence).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException e)
        {
            _logger.LeaseNotReleased($"{Key}", Fence, _timeToLive, e);
        }

        _lost.Dispose();
    }

    private TimeSpan LeftLocked() => _timeToLive - Margin - _clock.GetElapsedTime(_since);

    private void ArmLocked()
    {
        var left = LeftLocked();
        _end.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        var next = _timeToLive / 3 - _clock.GetElapsedTime(_since);
        _renewal.Change(next > TimeSpan.Zero ? next : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void OnEnd()
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            // A renewal has moved the end while this timer was due.
            if (LeftLocked() > TimeSpan.Zero)
            {
                ArmLocked();
                return;
            }
        }

        Lose("it could not be renewed in time");
    }

    private void OnRenewal()
    {
        lock (_gate)
        {
            // After a suspension of the process the lease may be over before its renewal is due; then no renewal may revive it.
            if (_isOver || _isRenewing || LeftLocked() <= TimeSpan.Zero)
                return;
            _isRenewing = true;
        }

        _ = RenewAsync();
    }

    private async Task RenewAsync()
    {
        var sent = _clock.GetTimestamp();
        bool? renewed = null;
        try
        {
            renewed = await _backend.RenewAsync(Key, Fence).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Tried again until the end of the lease. Anything else that a call throws leaves the lease just as unrenewed.
            _logger.LeaseNotRenewed($"{Key}", Fence, e);
        }

        lock (_gate)
        {
            _isRenewing = false;
            if (_isOver)
                return;
            if (renewed == true && LeftLocked() > TimeSpan.Zero)
            {
                _since = sent;
                ArmLocked();
                return;
            }

            if (renewed is null)
            {
                _renewal.Change(Margin / 2, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Lose(renewed == false ? "it had expired on the node that keeps it" : "it could not be renewed in time");
    }

    private void Lose(string why)
    {
        if (!TryEnd())
            return;
        _logger.LeaseLost($"{Key}", Fence, why);
        try
        {
            _lost.Cancel();
        }
        catch (AggregateException e)
        {
            // Callbacks of the application threw. All of them have been called.
            _logger.LeaseCallbackFailed($"{Key}", Fence, e);
        }
    }

    /// <returns>True if this call ended the lease; false if it was over.</returns>
    private bool TryEnd()
    {
        lock (_gate)
        {
            if (_isOver)
                return false;
            _isOver = true;
        }

        _renewal.Dispose();
        _end.Dispose();
        _table.Remove(this);
        return true;
    }
}
