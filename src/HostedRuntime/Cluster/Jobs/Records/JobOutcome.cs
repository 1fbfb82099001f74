namespace HostedRuntime.Cluster.Jobs;

/// <summary>How an attempt ended.</summary>
internal enum JobEnd
{
    /// <summary>The body returned a result.</summary>
    Done,

    /// <summary>The body threw.</summary>
    Failed,

    /// <summary>The body ended because the job was aborted.</summary>
    Aborted,

    /// <summary>The body ended because the deadline passed.</summary>
    DeadlinePassed,

    /// <summary>The body ended because its node stops.</summary>
    NodeStopped,
}

/// <summary>The end of an attempt, as its node reports it.</summary>
/// <param name="End">How the attempt ended.</param>
/// <param name="Result">The result as JSON, if there is one.</param>
/// <param name="Failure">Why there is no result. Its attempt is set by the record.</param>
internal sealed record JobOutcome(JobEnd End, string? Result, JobFailure? Failure)
{
    public static JobOutcome Of(JobEnd end, Exception exception) => new(end, null, FailureOf(exception, 0));

    public static JobFailure FailureOf(Exception exception, int attempt)
        => new(attempt, exception.GetType().FullName ?? exception.GetType().Name, exception.Message, exception.ToString());
}
