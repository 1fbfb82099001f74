namespace HostedRuntime;

/// <summary>How often a job may run. Exactly once is not possible, and so not offered.</summary>
public enum JobDelivery
{
    /// <summary>The job runs once or not at all. If its node dies, the job is <see cref="JobState.Lost"/>.</summary>
    AtMostOnce,

    /// <summary>
    /// The job runs again if its node dies or its body throws, up to <see cref="JobOptions.MaxAttempts"/>. Its body must allow that.
    /// </summary>
    AtLeastOnce,
}
