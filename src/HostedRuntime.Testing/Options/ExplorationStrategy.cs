namespace HostedRuntime.Testing;

/// <summary>How the schedules of a test are chosen.</summary>
public enum ExplorationStrategy
{
    /// <summary>
    /// A mix of the others: the first schedule is first come, first served; then the random ones and the exhaustive search take turns.
    /// It stops early if the search has tried everything.
    /// </summary>
    Portfolio,

    /// <summary>One schedule: first come, first served.</summary>
    Fifo,

    /// <summary>Each choice is random, with equal chances. Finds what needs many switches between tasks.</summary>
    RandomWalk,

    /// <summary>
    /// A random walk that goes on with the same task four times out of five. Finds what needs few switches in long code.
    /// </summary>
    FewPreemptions,

    /// <summary>
    /// A random walk that lets another task run four times out of five. Finds what needs two tasks to take turns for long.
    /// </summary>
    ManyPreemptions,

    /// <summary>
    /// Random priorities of the tasks, which change at <see cref="ConcurrencyTestOptions.PreemptionBound"/> random moments less one.
    /// Probabilistic concurrency testing (Burckhardt and others, 2010).
    /// </summary>
    Pct,

    /// <summary>
    /// A random walk in which a task with more steps to come is chosen more often, so that the orders have nearer chances.
    /// </summary>
    UniformWalk,

    /// <summary>
    /// All schedules with at most <see cref="ConcurrencyTestOptions.PreemptionBound"/> preemptions, one after the other. For small bodies.
    /// </summary>
    Exhaustive,
}
