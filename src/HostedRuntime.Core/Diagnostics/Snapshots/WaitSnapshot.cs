namespace HostedRuntime.Diagnostics;

/// <summary>Describes one wait of a task.</summary>
/// <param name="Text">The wait in words, as in <see cref="TaskInfo.WaitsOn"/>. For people; its form may change.</param>
/// <param name="Purpose">
/// The part of the resource that the task waits for, such as "lock", "read", "permit", "item" or "room". "join" for the end of another
/// task; empty for time and other waits.
/// </param>
/// <param name="Resource">The resource that it waits in; null if there is none.</param>
/// <param name="TaskId">The task whose end it waits for; null if it waits for none.</param>
public sealed record WaitSnapshot(string Text, string Purpose, ResourceRef? Resource, long? TaskId);
