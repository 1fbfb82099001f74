namespace HostedRuntime.Benchmarks.SideBySide;

/// <summary>One piece of work, written with a runtime, and as a .NET user would write it without a runtime.</summary>
/// <param name="Name">The name in the table of workloads.</param>
/// <param name="Operations">The number by which the time of one run is divided.</param>
/// <param name="Runtime">Runs the work once on the runtime, and returns when it has ended.</param>
/// <param name="DotNet">Runs the work once without a runtime; null if .NET has no counterpart.</param>
internal sealed record Workload(string Name, int Operations, Action<IRuntime> Runtime, Action? DotNet);
