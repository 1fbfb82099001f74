namespace HostedRuntime.Testing;

/// <summary>
/// Unwinds the stack of a body whose schedule has failed while the body was interrupted. It is thrown by the operation at which the body
/// was interrupted.
/// </summary>
/// <remarks>A body must not catch it for longer than its cleanup takes: each further operation throws it again.</remarks>
internal sealed class ScheduleEndedException() : Exception("The schedule of this test has ended, and the body was interrupted here. Let this exception pass.");
