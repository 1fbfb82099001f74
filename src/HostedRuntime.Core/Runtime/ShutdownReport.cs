using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>How a shutdown went.</summary>
/// <param name="Drained">Tasks that finished by themselves after the shutdown began.</param>
/// <param name="Aborted">Tasks that ended after they were aborted, those that never started included.</param>
/// <param name="StillRunning">Tasks that ignored the abort and outlast the runtime: what they do next runs on the ThreadPool.</param>
/// <param name="Elapsed">From the call to the report.</param>
public sealed record ShutdownReport(int Drained, int Aborted, IReadOnlyList<TaskInfo> StillRunning, TimeSpan Elapsed)
{
    /// <summary>True when nothing had to be aborted and nothing is left.</summary>
    public bool IsClean => Aborted == 0 && StillRunning.Count == 0;

    /// <summary>The figures and the names of what is left.</summary>
    /// <returns>Text for people; its form may change.</returns>
    public override string ToString()
        => $"{Drained} drained, {Aborted} aborted, {StillRunning.Count} still running, in {Elapsed.TotalSeconds:0.00} s"
            + string.Concat(StillRunning.Select(task => $"{Environment.NewLine}  {task}"));
}
