namespace HostedRuntime.Testing;

/// <summary>How one run of a schedule went.</summary>
/// <param name="Failure">The failure; null if it passed.</param>
/// <param name="Choices">The choices that it made.</param>
/// <param name="Hash">The hash of its steps.</param>
/// <param name="Steps">The number of its steps.</param>
/// <param name="Preemptions">How often a poll was interrupted.</param>
/// <param name="HasAborted">True if a fault plan has aborted a task.</param>
internal sealed record RunResult(RunFailure? Failure, int[] Choices, ulong Hash, int Steps, int Preemptions, bool HasAborted)
{
    public int Deviations => Choices.Count(static choice => choice != 0);
}
