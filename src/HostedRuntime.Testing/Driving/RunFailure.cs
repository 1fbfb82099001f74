namespace HostedRuntime.Testing;

/// <summary>Why one run of a schedule failed.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Message">A description, in the names of the tasks.</param>
/// <param name="Exception">The exception of the body, of a task or of a callback; otherwise null.</param>
/// <param name="Step">The step at which it was found.</param>
/// <param name="Signature">A text that is the same for two schedules which show the same fault.</param>
internal sealed record RunFailure(FailureKind Kind, string Message, Exception? Exception, int Step, string Signature);
