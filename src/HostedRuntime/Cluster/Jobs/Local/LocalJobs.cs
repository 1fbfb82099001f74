using HostedRuntime.Configuration;

namespace HostedRuntime.Cluster.Jobs;

/// <summary>Keeps jobs in this process, which also runs all of them. It is the form without a cluster. Any thread.</summary>
internal sealed class LocalJobs(JobExecutor executor, string node, TimeProvider clock) : IJobBackend
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LocalJob> _jobs = new(StringComparer.Ordinal);

    public Task SpawnAsync(JobRecord job, CancellationToken ct)
    {
        LocalJob added;
        lock (_gate)
        {
            if (_jobs.TryGetValue(job.Id, out var known))
            {
                return known.Record.IsSameJob(job)
                    ? Task.CompletedTask
                    : throw IdInUse(job.Id, known.Record.Name, known.Record.Name == job.Name ? "argument" : "name");
            }

            if (executor.Table.Find(job.Name) is null)
                throw UnknownName(job.Name, executor.Table.Names);
            if (executor.IsStopping)
                throw new JobRefusedException(JobRefusal.Stopping, $"Job '{job.Name}' was refused, because this node stops. Spawn jobs before the host stops.", job.Id);
            added = new LocalJob(job);
            _jobs.Add(job.Id, added);
        }

        Start(added);
        return Task.CompletedTask;
    }

    public Task<JobRecord?> ReadAsync(string id, CancellationToken ct) => Task.FromResult(Find(id)?.Record);

    public async Task<JobRecord?> WaitAsync(string id, TimeSpan limit, CancellationToken ct)
    {
        if (Find(id) is not { } job)
            return null;
        // Without the limit of a call between nodes, because this process ends together with the job.
        return await job.Ended.WaitAsync(ct).ConfigureAwait(false);
    }

    public Task<bool> AbortAsync(string id, CancellationToken ct)
    {
        if (Find(id) is not { } job)
            return Task.FromResult(false);
        if (Change(job, record => record.Abort(clock.GetUtcNow())) is { State: JobState.Running } running)
            executor.Cancel(id, running.Attempt, JobStop.Abort);
        return Task.FromResult(true);
    }

    /// <summary>Returns the exception for an id that another job has.</summary>
    public static JobRefusedException IdInUse(string id, string name, string difference)
        => new(JobRefusal.IdInUse, $"The id '{id}' belongs to a job '{name}' with another {difference}. Spawn with another id.", id);

    /// <summary>Returns the exception for a name that no node has.</summary>
    public static JobRefusedException UnknownName(string name, IReadOnlyList<string> names)
        => new(JobRefusal.UnknownName, $"No node has a job '{name}'; {(names.Count == 0 ? "none has any." : NearestKey.Suggest(name, "jobs", names))} Add it by AddJob.");

    private LocalJob? Find(string id)
    {
        lock (_gate)
            return _jobs.GetValueOrDefault(id);
    }

    /// <summary>Changes a record under the lock.</summary>
    /// <returns>The new record, or null if the change was refused.</returns>
    private JobRecord? Change(LocalJob job, Func<JobRecord, JobRecord?> change)
    {
        JobRecord? after;
        lock (_gate)
        {
            after = change(job.Record);
            if (after is not null)
                job.Record = after;
        }

        if (after is { HasEnded: true })
            EndOf(job, after);
        return after;
    }

    private void Start(LocalJob job)
    {
        if (Change(job, record => record.Expire(clock.GetUtcNow()) ?? record.Begin(node)) is not { HasEnded: false } running)
            return;
        if (executor.TryStart(running, CompleteAsync, ReportAsync) != JobAdmission.Accepted)
            Change(job, record => record.LoseForGood($"Node '{node}' stops, and there is no other.", clock.GetUtcNow()));
        else if (job.Record.IsAbortRequested)
            // An abort between the two steps found no running body.
            executor.Cancel(running.Id, running.Attempt, JobStop.Abort);
    }

    private Task CompleteAsync(JobRecord attempt, JobOutcome outcome)
    {
        if (Find(attempt.Id) is { } job && Change(job, record => record.Complete(attempt.Attempt, outcome, clock.GetUtcNow())) is { State: JobState.Pending })
            Start(job);
        return Task.CompletedTask;
    }

    private Task<bool> ReportAsync(JobRecord attempt, string progress, CancellationToken ct)
        => Task.FromResult(Find(attempt.Id) is { } job
            && Change(job, record => record.State == JobState.Running && record.Attempt == attempt.Attempt ? record with { Progress = progress } : null) is not null);

    private void EndOf(LocalJob job, JobRecord ended)
    {
        if (ended.Retention <= TimeSpan.Zero)
            Remove(job);
        else
            job.RemoveAfter(clock, ended.Retention, () => Remove(job));
        job.SetEnded(ended with { Argument = "" });
    }

    private void Remove(LocalJob job)
    {
        lock (_gate)
            _jobs.Remove(job.Record.Id);
        job.Dispose();
    }
}
