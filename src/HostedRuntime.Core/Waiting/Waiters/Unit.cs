namespace HostedRuntime.Waiting;

/// <summary>The result type of an operation without a result, so that one generic class serves both kinds.</summary>
internal readonly struct Unit;
