namespace HostedRuntime.Cluster.Grains;

/// <summary>Makes calls to grains that end in time, and turns what went wrong into one kind of exception. Any thread.</summary>
internal sealed class ClusterCalls(ClusterOptions options, TimeProvider clock)
{
    /// <summary>
    /// How many calls without an answer fit into StoreTimeout. A silo that stops may leave a call without an answer, and the next call goes
    /// to another silo.
    /// </summary>
    private const int UnansweredCalls = 3;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    /// <summary>How long a call tries to reach a node or the store.</summary>
    public TimeSpan StoreTimeout => options.StoreTimeout;

    /// <summary>Calls once.</summary>
    /// <exception cref="ClusterUnavailableException">The call failed, or gave no answer within its limit.</exception>
    public async Task<T> OnceAsync<T>(Func<Task<T>> call, TimeSpan limit, CancellationToken ct)
    {
        try
        {
            return await call().WaitAsync(limit, clock, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>Waits for a step of Orleans that reads the store by itself, but not longer than StoreTimeout.</summary>
    /// <exception cref="ClusterUnavailableException">The step failed, or took longer.</exception>
    public Task WithinStoreTimeoutAsync(Func<Task> step) => OnceAsync(
        async () =>
        {
            await step().ConfigureAwait(false);
            return true;
        },
        options.StoreTimeout,
        CancellationToken.None);

    /// <summary>
    /// Calls, and calls again after a failure or without an answer, until StoreTimeout is over. The call must be idempotent, because an
    /// earlier one may still be under way.
    /// </summary>
    /// <exception cref="ClusterUnavailableException">No call succeeded in time.</exception>
    public async Task<T> RepeatAsync<T>(Func<Task<T>> call, CancellationToken ct)
    {
        var begin = clock.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            ct.ThrowIfCancellationRequested();
            var left = options.StoreTimeout - clock.GetElapsedTime(begin);
            var limit = TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, options.StoreTimeout.Ticks / UnansweredCalls));
            try
            {
                return await call().WaitAsync(limit, clock, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                if (clock.GetElapsedTime(begin) + pause >= options.StoreTimeout)
                    throw Unavailable(e);
            }

            await Task.Delay(pause, clock, ct).ConfigureAwait(false);
        }
    }

    private ClusterUnavailableException Unavailable(Exception e)
        => new($"The cluster did not answer within the time of the call (AsyncRuntime:Cluster:StoreTimeout is {options.StoreTimeout}): {e.Message}", e);
}
