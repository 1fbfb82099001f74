using HostedRuntime.Cluster.Jobs;

namespace HostedRuntime.Cluster.Grains;

/// <summary>Keeps jobs in grains. Any thread.</summary>
internal sealed class GrainJobs(IGrainFactory grains, ClusterCalls calls) : IJobBackend
{
    /// <summary>The time that an answer may take on top of the wait itself. The same as in the interface of the grain.</summary>
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(5);

    public async Task SpawnAsync(JobRecord job, CancellationToken ct)
    {
        var json = JobWire.Write(job);
        // A second call finds the job of the first, because the id is the same.
        var answer = await calls.RepeatAsync(() => Of(job.Id).SpawnAsync(json), ct).ConfigureAwait(false);
        switch ((JobRefusal?)answer.Refusal)
        {
            case null:
                return;
            case JobRefusal.IdInUse:
                throw LocalJobs.IdInUse(job.Id, answer.Known![0], answer.Known[1]);
            case var refusal:
                throw refusal == JobRefusal.UnknownName ? LocalJobs.UnknownName(job.Name, answer.Known!) : new JobRefusedException(refusal.Value, $"Job '{job.Name}' was refused.", job.Id);
        }
    }

    public async Task<JobRecord?> ReadAsync(string id, CancellationToken ct) => Read(await calls.RepeatAsync(() => Of(id).ReadAsync(), ct).ConfigureAwait(false));

    public async Task<JobRecord?> WaitAsync(string id, TimeSpan limit, CancellationToken ct)
        => Read(await calls.OnceAsync(() => Of(id).WaitAsync(limit), limit + s_answer, ct).ConfigureAwait(false));

    public Task<bool> AbortAsync(string id, CancellationToken ct) => calls.RepeatAsync(() => Of(id).AbortAsync(), ct);

    private static JobRecord? Read(string? json) => json is null ? null : JobWire.ReadJob(json);

    private IJobGrain Of(string id) => grains.GetGrain<IJobGrain>(id);
}
