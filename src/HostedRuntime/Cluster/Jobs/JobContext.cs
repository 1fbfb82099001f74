namespace HostedRuntime;

/// <summary>One attempt of a job, as its body sees it. Any thread.</summary>
public sealed class JobContext
{
    /// <summary>The longest text of a report, in characters.</summary>
    public const int MaxProgressLength = 4096;

    private readonly Func<string, CancellationToken, Task> _report;

    internal JobContext(string id, string name, int attempt, string node, Func<string, CancellationToken, Task> report)
    {
        Id = id;
        Name = name;
        Attempt = attempt;
        Node = node;
        _report = report;
    }

    /// <summary>The job's id.</summary>
    public string Id { get; }

    /// <summary>The job's wire name.</summary>
    public string Name { get; }

    /// <summary>The number of this attempt, from 1. It rises with each attempt, so a store can refuse writes of an older attempt.</summary>
    public int Attempt { get; }

    /// <summary>The id of the node that runs this attempt.</summary>
    public string Node { get; }

    /// <summary>
    /// Publishes how far the job is, for <see cref="JobStatus.Progress"/>. It is kept in memory and may be lost with a node.
    /// </summary>
    /// <param name="progress">At most 4,096 characters.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that completes when the report is kept.</returns>
    /// <exception cref="ArgumentException">The text is longer.</exception>
    /// <exception cref="OperationCanceledException">
    /// This attempt is no longer the current one, for example because its node was taken for dead. Its result will be refused.
    /// </exception>
    public Task ReportAsync(string progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (progress.Length > MaxProgressLength)
            throw new ArgumentException($"A report has {progress.Length} characters; allowed: at most {MaxProgressLength}. Write more to a store, and report its key.", nameof(progress));
        return _report(progress, cancellationToken);
    }
}
