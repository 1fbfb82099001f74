namespace HostedRuntime.Exploring;

/// <summary>
/// Unwinds a model thread whose execution has ended: after a failure, or if the thread is blocked where the model expects it.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032", Justification = "Thrown in one place, with nothing to say.")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1064", Justification = "Nobody outside of the explorer catches it.")]
internal sealed class ExecutionEndedException : Exception;
