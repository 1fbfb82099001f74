namespace HostedRuntime.Diagnostics;

/// <summary>Says whether a dump that a signal asked for was written.</summary>
/// <param name="File">The full path of the file; null for standard error.</param>
/// <param name="Runtimes">The number of runtimes in the dump.</param>
/// <param name="Error">Why nothing, or only a part, was written; null if the dump is whole.</param>
public sealed record SignalDumpResult(string? File, int Runtimes, Exception? Error);
