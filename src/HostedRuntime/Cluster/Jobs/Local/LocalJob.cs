namespace HostedRuntime.Cluster.Jobs;

/// <summary>A job in this process, and its waiters.</summary>
internal sealed class LocalJob(JobRecord record) : IDisposable
{
    // The waiters are code of the application, which must not run under the lock of the caller that ends the job.
    private readonly TaskCompletionSource<JobRecord> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _removal;

    /// <summary>Set by the owner of the lock of <see cref="LocalJobs"/> only.</summary>
    public JobRecord Record { get; set; } = record;

    public Task<JobRecord> Ended => _ended.Task;

    public void SetEnded(JobRecord ended) => _ended.TrySetResult(ended);

    public void RemoveAfter(TimeProvider clock, TimeSpan retention, Action remove)
        => _removal = clock.CreateTimer(static action => ((Action)action!)(), remove, retention, Timeout.InfiniteTimeSpan);

    public void Dispose() => _removal?.Dispose();
}
