namespace HostedRuntime.Stacks;

/// <summary>The object that a method awaits, as its awaiter says.</summary>
/// <param name="Source">The Task, source or wait. Null if the method runs, or if its awaiter has no object to follow.</param>
/// <param name="Use">The number of the use, if the source is reused: the token of its ValueTask.</param>
/// <param name="Name">The name of an awaiter that has no object to follow; null otherwise.</param>
/// <param name="IsOpaque">True if the awaiter is of a type that is not known here. It may complete without its source.</param>
internal readonly record struct Awaited(object? Source, short Use = 0, string? Name = null, bool IsOpaque = false);
