namespace HostedRuntime.Dashboard.Feed;

/// <summary>The tasks that the workers ran in the last half minute, by samples. Immutable.</summary>
/// <param name="SamplesPerSecond">How often the workers were looked at, on average.</param>
/// <param name="Cells">The cells of each worker, the oldest first.</param>
internal sealed record LaneView(double SamplesPerSecond, IReadOnlyDictionary<(string Runtime, int Worker), IReadOnlyList<LaneCell>> Cells)
{
    public IReadOnlyList<LaneCell> Of(string runtime, int worker) => Cells.GetValueOrDefault((runtime, worker), []);
}

/// <summary>A part of the lane of a worker in which mostly one task ran.</summary>
/// <param name="From">The beginning, in seconds since 1970.</param>
/// <param name="To">The end, in seconds since 1970.</param>
/// <param name="Task">The name or number of the task that was seen most often.</param>
/// <param name="Busy">In which part of the samples a task ran, from 0 to 1.</param>
internal readonly record struct LaneCell(double From, double To, string Task, double Busy);
