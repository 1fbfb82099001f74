using System.Text.Json;

namespace HostedRuntime.Cluster.Jobs;

/// <summary>Checks and writes what callers give, before a backend gets it.</summary>
internal sealed class ClusterJobs(IJobBackend backend, JobTable table, ClusterOptions options, TimeProvider clock) : IJobs
{
    public async Task<JobHandle<TResult>> SpawnAsync<TArgs, TResult>(string name, TArgs args, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        JobName.Check(name);
        options ??= new JobOptions();
        options.Check();
        cancellationToken.ThrowIfCancellationRequested();
        var types = table.TypesOf<TArgs, TResult>(name);
        var job = RecordOf(name, ArgumentOf(name, args, types.Args), options);
        await backend.SpawnAsync(job, cancellationToken).ConfigureAwait(false);
        return new JobHandle<TResult>(LinkTo(job.Id), json => ClusterJson.Read(json, types.Result));
    }

    public async Task<JobHandle<TResult>> AttachAsync<TResult>(string id, CancellationToken cancellationToken = default)
    {
        JobOptions.CheckId(id, nameof(id));
        var link = LinkTo(id);
        var name = (await link.ReadAsync(cancellationToken).ConfigureAwait(false)).Name;
        return new JobHandle<TResult>(link, json => ClusterJson.Read(json, table.ResultOf<TResult>(name)));
    }

    public async Task<JobHandle> AttachAsync(string id, CancellationToken cancellationToken = default)
    {
        JobOptions.CheckId(id, nameof(id));
        var link = LinkTo(id);
        await link.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new JobHandle(link);
    }

    private static string ArgumentOf<TArgs>(string name, TArgs args, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TArgs> info)
    {
        string argument;
        try
        {
            argument = ClusterJson.Write(args, info);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException)
        {
            throw new JobRefusedException(JobRefusal.WrongType, $"The argument of job '{name}' cannot be written as JSON: {e.Message}", null, e);
        }

        return ClusterJson.SizeOverLimit(argument) is { } size
            ? throw new JobRefusedException(JobRefusal.TooLarge, $"The argument of job '{name}' has {size} bytes as JSON; allowed: {ClusterJson.MaxBytes}. Write it to a store, and give the job its key.")
            : argument;
    }

    private JobRecord RecordOf(string name, string argument, JobOptions given)
    {
        var now = clock.GetUtcNow();
        return new JobRecord
        {
            Id = given.Id ?? Guid.CreateVersion7(now).ToString("N"),
            Name = name,
            Argument = argument,
            Delivery = given.Delivery,
            MaxAttempts = given.Delivery == JobDelivery.AtMostOnce ? 1 : given.MaxAttempts,
            Deadline = given.Deadline is { } deadline ? now + deadline : null,
            Retention = given.ResultRetention ?? options.ResultRetention,
            SpawnedAt = now,
        };
    }

    private JobLink LinkTo(string id) => new(id, backend, options, clock);
}
