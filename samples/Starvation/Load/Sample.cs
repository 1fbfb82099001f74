namespace Starvation.Load;

/// <summary>A request that was sent.</summary>
/// <param name="At">When it was due, after the begin of the measured time; negative in the warm-up.</param>
/// <param name="Took">From the sending to the end of the answer, or to the error.</param>
/// <param name="IsAnswered">False if the service refused the request, or if the request failed or timed out.</param>
/// <param name="Number">The number of the order or article.</param>
internal readonly record struct Sample(TimeSpan At, TimeSpan Took, bool IsAnswered, int Number);
