namespace HostedRuntime.Waiting;

/// <summary>The result of what has none, so that one generic class serves both kinds.</summary>
internal readonly struct Nothing;
