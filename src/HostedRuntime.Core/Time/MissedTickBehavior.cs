namespace HostedRuntime;

/// <summary>
/// Says what an <see cref="Interval"/> does about missed ticks. A tick counts as missed if it was taken more than 5 ms late, because the
/// code between two ticks took too long.
/// </summary>
/// <remarks>The semantics, the names and the 5 ms are tokio's.</remarks>
public enum MissedTickBehavior
{
    /// <summary>
    /// The missed ticks follow at once, one after another, until the interval has caught up: there are as many ticks as periods.
    /// </summary>
    Burst,

    /// <summary>The next tick comes a whole period after the late one, and all later ticks move.</summary>
    Delay,

    /// <summary>The missed ticks are left out. The next tick comes at the first multiple of the period that is still ahead.</summary>
    Skip,
}
