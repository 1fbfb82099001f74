namespace HostedRuntime.Cluster.Jobs;

/// <summary>Waits for one job, and turns its end into a result or an exception. Any thread.</summary>
internal sealed class JobLink(string id, IJobBackend backend, ClusterOptions options, TimeProvider clock)
{
    /// <summary>The longest wait of one call. A client that waits at a dead node notices it only after this, and some seconds.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    public string Id => id;

    /// <returns>The result as JSON.</returns>
    public async Task<string> JoinAsync(CancellationToken ct)
    {
        var job = await WaitForEndAsync(ct).ConfigureAwait(false);
        return job.State switch
        {
            JobState.Done => job.Result!,
            JobState.Aborted => throw new JobAbortedException($"Job '{id}' ({job.Name}) was aborted.", id),
            JobState.Lost => throw new JobLostException($"Job '{id}' ({job.Name}) was lost in attempt {job.Attempt}: {Cause(job)} Whether its body has ended is unknown. It does not run again, because its delivery is {job.Delivery}.", id, job.Failures),
            _ => throw new JobFailedException($"Job '{id}' ({job.Name}) failed in attempt {job.Attempt} of {job.MaxAttempts}: {Cause(job)}", id, job.Failures),
        };
    }

    public async Task AbortAsync(CancellationToken ct)
    {
        if (!await backend.AbortAsync(id, ct).ConfigureAwait(false))
            throw JobNotFoundException.Of(id);
    }

    public async Task<JobStatus> GetStatusAsync(CancellationToken ct) => (await ReadAsync(ct).ConfigureAwait(false)).ToStatus();

    public async Task<JobRecord> ReadAsync(CancellationToken ct)
        => await backend.ReadAsync(id, ct).ConfigureAwait(false) ?? throw JobNotFoundException.Of(id);

    private static string Cause(JobRecord job) => job.Failures.Count == 0 ? "no cause is known." : job.Failures[^1].Message;

    private async Task<JobRecord> WaitForEndAsync(CancellationToken ct)
    {
        var lastAnswer = clock.GetTimestamp();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                var job = await backend.WaitAsync(id, Poll, ct).ConfigureAwait(false) ?? throw JobNotFoundException.Of(id);
                if (job.HasEnded)
                    return job;
                lastAnswer = clock.GetTimestamp();
            }
            catch (ClusterUnavailableException) when (clock.GetElapsedTime(lastAnswer) < options.UnavailableTimeout)
            {
                // The job may run on meanwhile: the wait outlives the node that was asked, and the store for a while.
                await Task.Delay(s_pause, clock, ct).ConfigureAwait(false);
            }
        }
    }
}
