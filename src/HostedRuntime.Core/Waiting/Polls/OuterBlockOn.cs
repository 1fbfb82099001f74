namespace HostedRuntime.Waiting;

/// <summary>The state of an outer BlockOn on the same thread, which an inner BlockOn saves and restores.</summary>
internal readonly record struct OuterBlockOn(bool PollsAlone, bool BlocksInPlace, InlineContinuation? NextContinuation, IWaitingTask? Interrupted);
