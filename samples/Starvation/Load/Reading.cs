namespace Starvation.Load;

/// <summary>A request.</summary>
/// <param name="Sent">When it was due, from the begin of the run.</param>
/// <param name="Latency">The time from then to the answer.</param>
/// <param name="IsAnswered">True if it was answered with status 200.</param>
internal readonly record struct Reading(TimeSpan Sent, TimeSpan Latency, bool IsAnswered);
