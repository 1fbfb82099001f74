using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Feed;

/// <summary>All runtimes at one moment, which every view is made of. Immutable.</summary>
/// <param name="Seq">The number of the frame. Later frames have higher numbers.</param>
/// <param name="At">When the frame was captured.</param>
/// <param name="Runtimes">The runtimes, in the order in which they were added.</param>
/// <param name="Process">The figures of the process.</param>
/// <param name="HasStacks">True if the tasks have their stacks.</param>
internal sealed record Frame(long Seq, DateTimeOffset At, IReadOnlyList<RuntimeFrame> Runtimes, ProcessFigures Process, bool HasStacks)
{
    /// <summary>The number of open pages when the frame was captured.</summary>
    public int Viewers { get; init; }

    /// <summary>How long the capture took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The tasks that the workers ran in the last half minute; null if no page shows the workers.</summary>
    public LaneView? Lanes { get; init; }

    /// <summary>The tasks that have ended since the first page was opened, the oldest first, within the ceilings.</summary>
    public IReadOnlyList<EndedTask> Ended { get; init; } = [];

    /// <summary>The stalls since the first page was opened, the newest first.</summary>
    public IReadOnlyList<Stall> Stalls { get; init; } = [];
}

/// <summary>One runtime in a frame.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Rates">The rates of resources and workers.</param>
/// <param name="Delay">The median and the 99th percentile of the time that ready tasks wait for a worker; null if none was timed.</param>
/// <param name="History">The points of the plots.</param>
internal sealed record RuntimeFrame(RuntimeSnapshot Snapshot, FrameRates Rates, (double P50, double P99)? Delay, IReadOnlyList<HistoryPoint> History)
{
    public string Name => Snapshot.Name;
}
