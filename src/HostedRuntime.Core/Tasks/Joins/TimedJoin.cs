namespace HostedRuntime.Tasks;

/// <summary>A wait for the end of a task that has a time limit, or a token, or both. The task itself goes on.</summary>
internal static class TimedJoin
{
    /// <summary>Starts the wait. The time is measured by the clock of the task's runtime.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is outside the range of <see cref="Task.WaitAsync(TimeSpan)"/>.</exception>
    public static Task<T> WaitAsync<T>(JoinHandle joined, Func<JoinHandle, T> result, TimeSpan timeout, CancellationToken ct)
    {
        // Interpreted as in the BCL: whole milliseconds, and -1 means no limit.
        if (timeout.Ticks / TimeSpan.TicksPerMillisecond is < -1 or > uint.MaxValue - 1)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The timeout must be between zero and 49 days, or Timeout.InfiniteTimeSpan for no limit.");
        if (timeout < TimeSpan.Zero)
            timeout = timeout > Timeout.InfiniteTimeSpan ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
        return JoinAsync(joined, result, timeout, ct);
    }

    /// <summary>Waits with both limits.</summary>
    /// <remarks>
    /// One method, because it may await waits of ours only, which resume it in its task. An await of another method would resume on the
    /// ThreadPool, or in the caller's context.
    /// </remarks>
    private static async Task<T> JoinAsync<T>(JoinHandle joined, Func<JoinHandle, T> result, TimeSpan timeout, CancellationToken ct)
    {
        // A task that has ended is ready, even if the time is zero or the token has fired.
        using var limit = joined.IsEnded || timeout == Timeout.InfiniteTimeSpan ? null : new CancellationTokenSource(timeout, joined.Owner.TimeProvider);
        using var link = limit is null ? default : ct.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        var token = limit?.Token ?? (joined.IsEnded ? CancellationToken.None : ct);
        try
        {
            var outcome = await joined.JoinAsync(token).ConfigureAwait(false);
            outcome.ThrowIfFailed();
        }
        catch (OperationCanceledException e) when (limit is not null && e.CancellationToken == token)
        {
            // The caller's token wins. An abort of the waiting task has another token and is not caught.
            if (ct.IsCancellationRequested)
                throw new OperationCanceledException(e.Message, e, ct);
            throw new TimeoutException($"The {joined} did not end within {timeout}. Only the wait has ended: to end the task as well, call Abort.", e);
        }

        return result(joined);
    }
}
