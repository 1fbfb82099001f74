using System.Text.Json.Serialization.Metadata;

namespace HostedRuntime.Cluster.Jobs;

/// <summary>The jobs that this node can run, by wire name.</summary>
internal sealed class JobTable
{
    private readonly Dictionary<string, JobEntry> _byName = new(StringComparer.Ordinal);

    public JobTable(IEnumerable<JobEntry> entries)
    {
        foreach (var entry in entries)
            _byName.Add(entry.Name, entry);
        Names = [.. _byName.Keys];
    }

    public IReadOnlyList<string> Names { get; }

    public JobEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Returns how argument and result of a job are written. Another node's job has no entry here.</summary>
    /// <exception cref="JobRefusedException">The job of this node has other types, or a type has no metadata.</exception>
    public (JsonTypeInfo<TArgs> Args, JsonTypeInfo<TResult> Result) TypesOf<TArgs, TResult>(string name)
    {
        try
        {
            return Find(name) switch
            {
                null => (ClusterJson.InfoOf<TArgs>(), ClusterJson.InfoOf<TResult>()),
                JobEntry<TArgs, TResult> entry => (entry.Args, entry.Result),
                var other => throw new JobRefusedException(
                    JobRefusal.WrongType,
                    $"Job '{name}' was spawned with {typeof(TArgs).Name} and {typeof(TResult).Name}, and was added as {other.GetType().GenericTypeArguments[0].Name} with other types. Spawn it with the types of its IJob."),
            };
        }
        catch (NotSupportedException e)
        {
            throw new JobRefusedException(JobRefusal.WrongType, $"Job '{name}' cannot be spawned: {e.Message} Give AddJob a JsonTypeInfo for its argument and its result.", null, e);
        }
    }

    /// <summary>Returns how a result is read by a caller that knows only the id of the job.</summary>
    public JsonTypeInfo<TResult> ResultOf<TResult>(string name)
        => Find(name) is { } entry && ResultOf<TResult>(entry) is { } info ? info : ClusterJson.InfoOf<TResult>();

    private static JsonTypeInfo<TResult>? ResultOf<TResult>(JobEntry entry) => (entry as IJobResult<TResult>)?.Result;
}

/// <summary>The type of a job's result.</summary>
internal interface IJobResult<TResult>
{
    JsonTypeInfo<TResult> Result { get; }
}
