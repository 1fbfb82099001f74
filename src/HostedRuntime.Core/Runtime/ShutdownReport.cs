using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>How a shutdown went.</summary>
/// <param name="Drained">Tasks that ended in the grace, by themselves or, with <see cref="StopBehavior.Cancel"/>, by the stop.</param>
/// <param name="Aborted">Tasks that ended after they were aborted, those that never started included.</param>
/// <param name="StillRunning">Tasks that ignored the abort and outlast the runtime: what they do next runs on the ThreadPool.</param>
/// <param name="Elapsed">From the call to the report.</param>
public sealed record ShutdownReport(int Drained, int Aborted, IReadOnlyList<TaskInfo> StillRunning, TimeSpan Elapsed)
{
    private const string Advice = "  A loop that is to end as soon as the runtime stops is spawned with StopBehavior.Cancel, or watches IRuntimeHandle.Stopping; the shutdown then does not wait for it.";

    /// <summary>
    /// Of the aborted tasks those that did not end in the grace, the first half of the timeout, as they were at its end: name, place and
    /// what they waited for. At most 20; empty if there was no grace. The next shutdown is quick if they are spawned with <see
    /// cref="StopBehavior.Cancel"/> or watch <see cref="IRuntimeHandle.Stopping"/>.
    /// </summary>
    public IReadOnlyList<TaskInfo> AbortedTasks { get; init; } = [];

    /// <summary>True when nothing had to be aborted and nothing is left.</summary>
    public bool IsClean => Aborted == 0 && StillRunning.Count == 0;

    /// <summary>The figures and the names of what is left.</summary>
    /// <returns>Text for people; its form may change.</returns>
    public override string ToString()
        => $"{Drained} drained, {Aborted} aborted, {StillRunning.Count} still running, in {Elapsed.TotalSeconds:0.00} s"
            + string.Concat(StillRunning.Select(task => $"{Environment.NewLine}  {task}"))
            + string.Concat(AbortedTasks.Select(task => $"{Environment.NewLine}  aborted after its grace: {task}"))
            + (AbortedTasks.Count == 0 ? "" : Environment.NewLine + Advice);
}
