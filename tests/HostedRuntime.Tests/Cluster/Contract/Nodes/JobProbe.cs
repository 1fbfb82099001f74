using System.Collections.Concurrent;

namespace HostedRuntime.Tests.Cluster;

/// <summary>The runs of one job over all nodes of this process, and the gate that holds its bodies.</summary>
public sealed class JobProbe
{
    private static readonly ConcurrentDictionary<string, JobProbe> s_all = new();
    private readonly ConcurrentQueue<(int Attempt, string Node)> _runs = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _started = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<(int Attempt, string Node)> Runs => [.. _runs];

    /// <summary>Completes when the token of a body has fired.</summary>
    public Task Cancelled => _cancelled.Task;

    public Task Released => _released.Task;

    public static JobProbe Of(string id) => s_all.GetOrAdd(id, static _ => new JobProbe());

    /// <summary>Completes with its node when the attempt has begun.</summary>
    public Task<string> Started(int attempt) => StartOf(attempt).Task;

    public void Begin(JobContext context, CancellationToken ct)
    {
        _runs.Enqueue((context.Attempt, context.Node));
        ct.Register(() => _cancelled.TrySetResult());
        StartOf(context.Attempt).TrySetResult(context.Node);
    }

    /// <summary>Lets the bodies of this job end.</summary>
    public void Release() => _released.TrySetResult();

    private TaskCompletionSource<string> StartOf(int attempt)
        => _started.GetOrAdd(attempt, static _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
}
