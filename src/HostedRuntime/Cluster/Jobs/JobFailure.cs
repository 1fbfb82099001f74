namespace HostedRuntime;

/// <summary>Why an attempt of a job failed. Exceptions travel as text, never as objects of their type.</summary>
/// <param name="Attempt">The number of the attempt, from 1; 0 if no attempt had begun.</param>
/// <param name="Type">The full name of the exception's type.</param>
/// <param name="Message">The exception's message.</param>
/// <param name="Trace">The exception as text with its stack, from the node that ran the attempt. Null if no body threw.</param>
public sealed record JobFailure(int Attempt, string Type, string Message, string? Trace);
