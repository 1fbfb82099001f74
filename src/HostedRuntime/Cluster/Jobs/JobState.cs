namespace HostedRuntime;

/// <summary>The state of a job. The last four are terminal, and a job reaches one of them once.</summary>
public enum JobState
{
    /// <summary>The job is stored, and no node runs it: it waits for its next attempt.</summary>
    Pending,

    /// <summary>A node runs the job.</summary>
    Running,

    /// <summary>The job has a result.</summary>
    Done,

    /// <summary>The body threw, the deadline passed, or the last attempt was lost.</summary>
    Failed,

    /// <summary>The job was aborted before it had a result.</summary>
    Aborted,

    /// <summary>
    /// The node of an <see cref="JobDelivery.AtMostOnce"/> job has died or stopped. Whether the body has ended is unknown.
    /// </summary>
    Lost,
}
