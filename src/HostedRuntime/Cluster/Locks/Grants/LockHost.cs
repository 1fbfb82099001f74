namespace HostedRuntime.Cluster.Locks;

/// <summary>
/// One lock with its waiting calls, on the node that keeps it. A grant and a renewal count only once they are stored, so a node that was
/// taken for dead can give neither. Any thread.
/// </summary>
/// <remarks>Awaits come back to the context of the caller, because a grain stores its state on its own scheduler only.</remarks>
internal sealed class LockHost
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _origin;
    private readonly LockState _state;
    private readonly SaveQueue? _saves;

    /// <summary>Whether a caller stores grants. Others leave their requests in line, and that caller looks again at its end.</summary>
    private bool _isGranting;
    private bool _hasUnstoredRelease;

    /// <param name="sheet">The stored form of the lock.</param>
    /// <param name="clock">The clock, of which only the monotonic part is used.</param>
    /// <param name="save">Stores a new form, and fails if another node has stored one since. Null if nothing is stored.</param>
    public LockHost(LockSheet sheet, TimeProvider clock, Func<LockSheet, Task>? save)
    {
        _clock = clock;
        _origin = clock.GetTimestamp();
        _state = LockState.From(sheet, TimeSpan.Zero);
        if (save is not null)
            _saves = new SaveQueue(() => save(Sheet()));
    }

    private TimeSpan Now => _clock.GetElapsedTime(_origin);

    public bool IsHeld
    {
        get
        {
            lock (_gate)
            {
                _state.Expire(Now);
                return _state.HolderCount > 0;
            }
        }
    }

    /// <summary>Waits for a grant, but not longer than a limit. A request that gets none keeps its place for some seconds.</summary>
    /// <returns>The grant, or null if the limit is over, or if the request was cancelled.</returns>
    /// <exception cref="LockCapacityException">The lock is in use with another capacity.</exception>
    public async Task<LockGrant?> AcquireAsync(LockRequest request, int capacity, TimeSpan wait)
    {
        var call = new TaskCompletionSource<LockGrant>(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = Now + wait;
        LockState.Waiter waiter;
        lock (_gate)
        {
            _state.Expire(Now);
            if (_state.FindGrant(request.Id, Now) is { } known)
                return new LockGrant(known.Stored.Fence);
            if (!_state.TrySetCapacity(capacity))
                throw new LockCapacityException($"The semaphore is in use with {_state.Capacity} permits, and was asked for with {capacity}. Give the same number on all nodes.");
            waiter = _state.Enqueue(request);
            waiter.Call = call;
        }

        while (true)
        {
            await GrantAsync().ConfigureAwait(true);
            TimeSpan pause;
            lock (_gate)
            {
                // A later call of the same request has taken over, because the caller missed the answer of this one.
                if (waiter.Call != call)
                    return null;
                if (!call.Task.IsCompleted && Now >= end)
                {
                    waiter.Call = null;
                    waiter.KeptUntil = Now + LockState.PlaceKept;
                    return null;
                }

                // Again, because another caller may be storing grants, and then the call above has expired nothing.
                _state.Expire(Now);
                pause = end - Now;
                if (_state.NextExpiry() - Now is { } left && left < pause)
                    pause = left;
            }

            await ((Task)call.Task).WaitAsync(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (call.Task.IsCanceled)
                return null;
            if (call.Task.IsCompleted)
                return await call.Task.ConfigureAwait(true);
        }
    }

    /// <summary>Renews a lease, in the store too.</summary>
    /// <returns>True if the lease is held for another time to live; false if it has expired or was released.</returns>
    public async Task<bool> RenewAsync(long fence)
    {
        lock (_gate)
        {
            _state.Expire(Now);
            if (_state.FindHolder(fence) is null)
                return false;
        }

        if (_saves is not null)
            await _saves.SaveAsync().ConfigureAwait(true);
        lock (_gate)
        {
            if (_state.FindHolder(fence) is not { } holder)
                return false;
            holder.Renew(Now);
            return true;
        }
    }

    /// <summary>
    /// Releases a lease. It is not stored by itself: the next grant stores it, and until then it would only expire later.
    /// </summary>
    public Task ReleaseAsync(long fence)
    {
        lock (_gate)
            _hasUnstoredRelease |= _state.Release(fence);
        return GrantAsync();
    }

    /// <summary>Ends a request: takes it from the line, or releases what it got meanwhile.</summary>
    public Task CancelAsync(Guid request)
    {
        lock (_gate)
            _state.Cancel(request)?.Call?.TrySetCanceled();
        return GrantAsync();
    }

    /// <summary>Stores the releases that no later grant has stored.</summary>
    public Task StoreReleasesAsync() => _hasUnstoredRelease && _saves is not null ? _saves.SaveAsync() : Task.CompletedTask;

    private LockSheet Sheet()
    {
        lock (_gate)
        {
            _hasUnstoredRelease = false;
            return _state.ToSheet();
        }
    }

    private async Task GrantAsync()
    {
        while (true)
        {
            List<(LockState.Holder Holder, LockState.Waiter Waiter)> granted;
            lock (_gate)
            {
                if (_isGranting)
                    return;
                _state.Expire(Now);
                granted = _state.GrantNext(Now);
                if (granted.Count == 0)
                    return;
                _isGranting = true;
            }

            Exception? failure = null;
            try
            {
                if (_saves is not null)
                    await _saves.SaveAsync().ConfigureAwait(true);
            }
            catch (Exception e)
            {
                // Goes to the calls that wait for these grants.
                failure = e;
            }

            lock (_gate)
            {
                _isGranting = false;
                foreach (var (holder, waiter) in granted)
                    HandOutLocked(holder, waiter, failure);
            }
        }
    }

    private void HandOutLocked(LockState.Holder holder, LockState.Waiter waiter, Exception? failure)
    {
        if (failure is not null)
        {
            _state.TakeBack(holder);
            waiter.Call?.TrySetException(failure);
            return;
        }

        holder.IsStored = true;
        holder.Renew(Now);
        // Without a call the grant waits for the next one, or expires.
        waiter.Call?.TrySetResult(new LockGrant(holder.Stored.Fence));
    }
}
