namespace HostedRuntime.Dashboard.Wire;

/// <summary>The figures of a runtime at one second, as points of the plots.</summary>
/// <param name="Time">When the counters were read, in seconds since 1970.</param>
/// <param name="Alive">The number of tasks that have not ended.</param>
/// <param name="SpawnedPerSecond">Tasks spawned a second, since the point before.</param>
/// <param name="EndedPerSecond">Tasks ended a second, since the point before.</param>
/// <param name="PollsPerSecond">Polls a second, since the point before. Null if the ThreadPool runs the tasks, which counts none.</param>
/// <param name="Waiting">The number of tasks that neither run nor are queued, at least.</param>
internal sealed record HistoryPoint(double Time, int Alive, double SpawnedPerSecond, double EndedPerSecond, double? PollsPerSecond, int Waiting);
