namespace HostedRuntime.Testing;

/// <summary>How a driver runs tasks: the part of the public options that it needs.</summary>
internal sealed record DriverSettings
{
    /// <summary>True if tasks may be interrupted before each operation; false if each poll runs to its end.</summary>
    public required bool HasPoints { get; init; }

    /// <summary>True if each task that is ready may run next; false for first come, first served.</summary>
    public required bool AnyOrder { get; init; }

    public required ForeignWork ForeignWork { get; init; }

    public required TimeSpan ForeignWait { get; init; }

    public required LeakCheck Leaks { get; init; }

    public int EarlyTimers { get; init; }

    /// <summary>The number of steps before the order becomes fair, and again before the run ends.</summary>
    public int MaxSteps { get; init; } = int.MaxValue / 2;

    public static DriverSettings Of(ConcurrencyTestOptions options) => new()
    {
        HasPoints = true,
        AnyOrder = options.Model == ScheduleModel.AnyOrder,
        ForeignWork = options.ForeignWork,
        ForeignWait = options.ForeignWait,
        Leaks = options.Leaks,
        EarlyTimers = options.EarlyTimers,
        MaxSteps = options.MaxSteps,
    };

    public static DriverSettings Of(TestRuntimeOptions options) => new()
    {
        HasPoints = false,
        AnyOrder = false,
        ForeignWork = ForeignWork.Wait,
        ForeignWait = options.ForeignWait,
        Leaks = options.Leaks,
    };
}
