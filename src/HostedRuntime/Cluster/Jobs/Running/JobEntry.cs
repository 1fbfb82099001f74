using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Cluster.Jobs;

/// <summary>A job that this node can run. The entries are services, in the order of adding.</summary>
internal abstract class JobEntry(string name, string runtime)
{
    public string Name => name;

    /// <summary>The name of the runtime that runs the job.</summary>
    public string Runtime => runtime;

    /// <summary>Reads the argument, makes the job from the scope, and runs it.</summary>
    /// <returns>The result as JSON.</returns>
    public abstract Task<string> RunAsync(IServiceProvider scope, string argument, JobContext context, CancellationToken ct);
}

/// <summary>The types of a job without its class, which are all that a spawn needs.</summary>
internal abstract class JobEntry<TArgs, TResult>(string name, string runtime, JsonTypeInfo<TArgs>? args, JsonTypeInfo<TResult>? result)
    : JobEntry(name, runtime), IJobResult<TResult>
{
    /// <summary>Found at the first use, because a host that spawns no job should not pay for metadata at its start.</summary>
    public JsonTypeInfo<TArgs> Args => field ??= args ?? ClusterJson.InfoOf<TArgs>();

    public JsonTypeInfo<TResult> Result => field ??= result ?? ClusterJson.InfoOf<TResult>();
}

/// <summary>A job with the class that runs it.</summary>
internal sealed class JobEntry<TJob, TArgs, TResult>(string name, string runtime, JsonTypeInfo<TArgs>? args, JsonTypeInfo<TResult>? result)
    : JobEntry<TArgs, TResult>(name, runtime, args, result)
    where TJob : class, IJob<TArgs, TResult>
{
    public override async Task<string> RunAsync(IServiceProvider scope, string argument, JobContext context, CancellationToken ct)
    {
        // Captures the context, so that the body and what follows it stay on the runtime.
        var value = ClusterJson.Read(argument, Args);
        var run = scope.GetRequiredService<TJob>().RunAsync(value, context, ct)
            ?? throw new InvalidOperationException($"{typeof(TJob).Name}.RunAsync of job '{Name}' returned null in place of a task.");
        var json = ClusterJson.Write(await run.ConfigureAwait(true), Result);
        if (ClusterJson.SizeOverLimit(json) is { } size)
            throw new InvalidOperationException($"The result of job '{Name}' has {size} bytes as JSON; allowed: {ClusterJson.MaxBytes}. Write it to a store, and return its key.");
        return json;
    }
}
