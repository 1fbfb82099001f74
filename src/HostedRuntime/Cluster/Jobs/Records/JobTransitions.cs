namespace HostedRuntime.Cluster.Jobs;

/// <summary>
/// The allowed changes of a job. Each returns the record after the change, or null if the change is refused because the job has moved on.
/// </summary>
/// <remarks>
/// The only node that changes a record is the one that holds it, and it stores the new record by compare-and-set before it acts on it.
/// </remarks>
internal static class JobTransitions
{
    /// <summary>Begins the next attempt on a node. Refused unless the job is pending.</summary>
    public static JobRecord? Begin(this JobRecord job, string node)
        => job.State != JobState.Pending ? null : job with { State = JobState.Running, Attempt = job.Attempt + 1, Owner = node, Progress = null };

    /// <summary>
    /// Gives the attempt to another node, because the node that was chosen has refused it and ran nothing of it. The attempt stays the
    /// same.
    /// </summary>
    public static JobRecord? Move(this JobRecord job, int attempt, string node) => IsCurrent(job, attempt) ? job with { Owner = node } : null;

    /// <summary>Takes the attempt back, because every node has refused it and none ran anything of it.</summary>
    public static JobRecord? TakeBack(this JobRecord job, int attempt)
        => IsCurrent(job, attempt) ? job with { State = JobState.Pending, Attempt = attempt - 1, Owner = null } : null;

    /// <summary>Ends an attempt as its node reports. Refused if it is not the current attempt of a running job.</summary>
    public static JobRecord? Complete(this JobRecord job, int attempt, JobOutcome outcome, DateTimeOffset now)
    {
        if (!IsCurrent(job, attempt))
            return null;
        var failed = job.WithFailure(outcome.Failure, attempt);
        return outcome.End switch
        {
            JobEnd.Done => job.Ended(JobState.Done, now) with { Result = outcome.Result },
            JobEnd.Aborted => job.Ended(JobState.Aborted, now),
            JobEnd.DeadlinePassed => job.WithFailure(DeadlineFailure(job.Deadline ?? now), attempt).Ended(JobState.Failed, now),
            JobEnd.NodeStopped => job.WithFailure(LossOf($"Node '{job.Owner}' stopped while it ran the job."), attempt).AfterNode(now),
            _ => failed.MayRunAgain ? failed.Again() : failed.Ended(JobState.Failed, now),
        };
    }

    /// <summary>Ends an attempt whose node is gone. Refused if it is not the current attempt of a running job.</summary>
    public static JobRecord? LoseOwner(this JobRecord job, int attempt, string why, DateTimeOffset now)
        => IsCurrent(job, attempt) ? job.WithFailure(LossOf(why), attempt).AfterNode(now) : null;

    /// <summary>Asks for an abort. A pending job ends at once. Refused if the job has ended, or if an abort was asked for before.</summary>
    public static JobRecord? Abort(this JobRecord job, DateTimeOffset now) => job switch
    {
        { HasEnded: true } or { IsAbortRequested: true } => null,
        { State: JobState.Pending } => (job with { IsAbortRequested = true }).Ended(JobState.Aborted, now),
        _ => job with { IsAbortRequested = true },
    };

    /// <summary>Ends a pending job whose deadline has passed. Refused otherwise.</summary>
    public static JobRecord? Expire(this JobRecord job, DateTimeOffset now)
        => job.State == JobState.Pending && job.Deadline <= now
            ? job.WithFailure(DeadlineFailure(job.Deadline.Value), job.Attempt).Ended(JobState.Failed, now)
            : null;

    /// <summary>Ends a job that no node can run, because the only node stops.</summary>
    public static JobRecord? LoseForGood(this JobRecord job, string why, DateTimeOffset now)
        => job.HasEnded ? null : job.WithFailure(LossOf(why), job.Attempt).Ended(JobState.Lost, now);

    public static JobFailure DeadlineFailure(DateTimeOffset deadline)
        => new(0, typeof(TimeoutException).FullName!, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The deadline of the job, {deadline:O}, has passed."), null);

    private static JobFailure LossOf(string why) => new(0, typeof(JobLostException).FullName!, why, null);

    private static bool IsCurrent(JobRecord job, int attempt) => job.State == JobState.Running && job.Attempt == attempt;

    /// <summary>The attempt is over without the body's own end: an AtMostOnce job is lost, an AtLeastOnce job runs again.</summary>
    private static JobRecord AfterNode(this JobRecord job, DateTimeOffset now)
    {
        if (job.Delivery == JobDelivery.AtMostOnce)
            return job.Ended(JobState.Lost, now);
        if (job.IsAbortRequested)
            return job.Ended(JobState.Aborted, now);
        return job.MayRunAgain ? job.Again() : job.Ended(JobState.Failed, now);
    }

    private static JobRecord Again(this JobRecord job) => job with { State = JobState.Pending, Owner = null };

    private static JobRecord Ended(this JobRecord job, JobState state, DateTimeOffset now) => job with { State = state, EndedAt = now };

    private static JobRecord WithFailure(this JobRecord job, JobFailure? failure, int attempt)
        => failure is null ? job : job with { Failures = [.. job.Failures, failure with { Attempt = attempt }] };
}
