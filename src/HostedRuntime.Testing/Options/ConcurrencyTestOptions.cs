namespace HostedRuntime.Testing;

/// <summary>The options of a <see cref="ConcurrencyTest"/>. Immutable.</summary>
public sealed record ConcurrencyTestOptions
{
    /// <summary>The highest number of schedules. The environment variable <c>HOSTED_RUNTIME_TEST_SCHEDULES</c> replaces it.</summary>
    /// <value>At least 1; 1,000 by default.</value>
    public int Schedules { get; init; } = 1_000;

    /// <summary>How long to explore, in real time. The schedule that runs at its end is completed.</summary>
    /// <value>Above zero; 10 seconds by default. <see cref="Timeout.InfiniteTimeSpan"/> sets no limit.</value>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The seed of all random choices. The environment variable <c>HOSTED_RUNTIME_TEST_SEED</c> replaces it: a number, or "random".
    /// </summary>
    /// <value>
    /// Null by default: a fixed seed, made of the name of the test and of its file. So a test gives the same result each time.
    /// </value>
    public ulong? Seed { get; init; }

    /// <summary>How the schedules are chosen.</summary>
    /// <value><see cref="ExplorationStrategy.Portfolio"/> by default.</value>
    public ExplorationStrategy Strategy { get; init; }

    /// <summary>
    /// How often <see cref="ExplorationStrategy.Exhaustive"/> may interrupt a task that could go on, and the depth of
    /// <see cref="ExplorationStrategy.Pct"/>.
    /// </summary>
    /// <value>0 to 1,000; 3 by default.</value>
    public int PreemptionBound { get; init; } = 3;

    /// <summary>
    /// How often in a schedule the timer that is due next may fire although tasks are ready, as on a busy machine. Timers keep their order.
    /// </summary>
    /// <value>0 (timers fire only when no task is ready) to 1,000; 2 by default.</value>
    public int EarlyTimers { get; init; } = 2;

    /// <summary>
    /// The number of steps of a schedule. After it, tasks run first come, first served for as many steps again. If the body has not ended
    /// then, it is a livelock.
    /// </summary>
    /// <value>10 to 10,000,000; 10,000 by default.</value>
    public int MaxSteps { get; init; } = 10_000;

    /// <summary>The orders to explore.</summary>
    /// <value><see cref="ScheduleModel.AnyOrder"/> by default.</value>
    public ScheduleModel Model { get; init; }

    /// <summary>Whether a schedule fails if a task waits for work that is not the runtime's.</summary>
    /// <value><see cref="ForeignWork.Fail"/> by default.</value>
    public ForeignWork ForeignWork { get; init; }

    /// <summary>How long to wait for work that is not the runtime's, in real time, before the schedule fails.</summary>
    /// <value>Above zero, at most 1 day; 5 seconds by default.</value>
    public TimeSpan ForeignWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a failing schedule is made as short and as close to first come, first served as possible.</summary>
    /// <value>True by default.</value>
    public bool MinimizeFailure { get; init; } = true;

    /// <summary>
    /// Whether the first schedule, each hundredth and the failing one run twice. If the second run takes other steps, the code depends on
    /// something other than the schedule. With <see cref="ForeignWork.Wait"/> nothing is verified, because the order of foreign work is not
    /// under control.
    /// </summary>
    /// <value>True by default.</value>
    public bool VerifyDeterminism { get; init; } = true;

    /// <summary>The things that the body must not leave behind when it ends.</summary>
    /// <value><see cref="LeakCheck.All"/> by default.</value>
    public LeakCheck Leaks { get; init; } = LeakCheck.All;

    internal void Check()
    {
        if (Schedules < 1)
            throw OutOfRange(nameof(Schedules), Schedules, "at least 1");
        if (MaxTime <= TimeSpan.Zero && MaxTime != Timeout.InfiniteTimeSpan)
            throw OutOfRange(nameof(MaxTime), MaxTime, "above zero, or infinite");
        if (PreemptionBound is < 0 or > 1_000)
            throw OutOfRange(nameof(PreemptionBound), PreemptionBound, "between 0 and 1,000");
        if (EarlyTimers is < 0 or > 1_000)
            throw OutOfRange(nameof(EarlyTimers), EarlyTimers, "between 0 and 1,000");
        if (MaxSteps is < 10 or > 10_000_000)
            throw OutOfRange(nameof(MaxSteps), MaxSteps, "between 10 and 10,000,000");
        if (ForeignWait <= TimeSpan.Zero || ForeignWait > TimeSpan.FromDays(1))
            throw OutOfRange(nameof(ForeignWait), ForeignWait, "above zero and at most 1 day");
    }

    private static ArgumentOutOfRangeException OutOfRange(string option, object value, string range)
        => new(option, value, $"The option {option} must be {range}.");
}
