namespace HostedRuntime.Benchmarks.SideBySide;

/// <summary>One piece of work, written twice: with a runtime, and as a .NET user would write it without one.</summary>
/// <param name="Name">As in the table of workloads.</param>
/// <param name="Operations">What one run's time is divided by.</param>
/// <param name="Runtime">One run on the runtime; returns when it is over.</param>
/// <param name="DotNet">One run without; null where .NET has no counterpart.</param>
internal sealed record Workload(string Name, int Operations, Action<IRuntime> Runtime, Action? DotNet);
