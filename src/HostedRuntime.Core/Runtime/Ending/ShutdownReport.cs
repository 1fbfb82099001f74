using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>The result of a shutdown.</summary>
/// <param name="Drained">
/// How many tasks ended in the grace period, by themselves or, with <see cref="StopBehavior.Cancel"/>, because of the stop.
/// </param>
/// <param name="Aborted">How many tasks ended after they were aborted, including those that never started.</param>
/// <param name="StillRunning">The tasks that ignored the abort and outlast the runtime. They go on with the ThreadPool.</param>
/// <param name="Elapsed">The time from the call to the report.</param>
public sealed record ShutdownReport(int Drained, int Aborted, IReadOnlyList<TaskInfo> StillRunning, TimeSpan Elapsed)
{
    private const string Advice = "  A loop that is to end as soon as the runtime stops is spawned with StopBehavior.Cancel, or watches IRuntimeHandle.Stopping; the shutdown then does not wait for it.";

    /// <summary>
    /// The aborted tasks that did not end in the grace period, which is the first half of the timeout. At most 20; empty without a grace
    /// period.
    /// </summary>
    /// <remarks>
    /// Each is described as it was at the end of the grace period: its name, its place, what it waited for, and its stack. To make the next
    /// shutdown quick, spawn these tasks with <see cref="StopBehavior.Cancel"/>, or let them watch <see cref="IRuntimeHandle.Stopping"/>.
    /// </remarks>
    public IReadOnlyList<TaskInfo> AbortedTasks { get; init; } = [];

    /// <summary>True if nothing had to be aborted and nothing still runs.</summary>
    public bool IsClean => Aborted == 0 && StillRunning.Count == 0;

    /// <summary>Returns the figures, and the names and stacks of the tasks that are left or were aborted.</summary>
    /// <returns>A text for people; its form may change.</returns>
    public override string ToString()
        => $"{Drained} drained, {Aborted} aborted, {StillRunning.Count} still running, in {Elapsed.TotalSeconds:0.00} s"
            + string.Concat(StillRunning.Select(task => $"{Environment.NewLine}  {task}{StackOf(task)}"))
            + string.Concat(AbortedTasks.Select(task => $"{Environment.NewLine}  aborted after its grace: {task}{StackOf(task)}"))
            + (AbortedTasks.Count == 0 ? "" : Environment.NewLine + Advice);

    private static string StackOf(TaskInfo task)
        => task.Stack is { } stack ? string.Concat(stack.ToString().Split('\n').Select(static line => $"{Environment.NewLine}    {line}")) : "";
}
