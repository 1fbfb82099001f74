namespace HostedRuntime.Diagnostics;

/// <summary>Names a resource.</summary>
/// <param name="Kind">The kind of the resource.</param>
/// <param name="Id">The number of the resource in its process. Assigned when a snapshot first shows the resource.</param>
/// <param name="Name">The name that the program gave it; null for none.</param>
public sealed record ResourceRef(ResourceKind Kind, long Id, string? Name)
{
    /// <summary>Returns the kind and the name or number, such as "Mutex 'orders'" or "Mpsc #3".</summary>
    /// <returns>A text for people; its form may change.</returns>
    public override string ToString() => Name is null ? $"{Kind} #{Id}" : $"{Kind} '{Name}'";
}

/// <summary>Describes a lock, a channel or another object that tasks wait for, as a row of a <see cref="RuntimeSnapshot"/>.</summary>
public sealed record ResourceSnapshot
{
    /// <summary>Which resource it is.</summary>
    public required ResourceRef Resource { get; init; }

    /// <summary>The state in a few words, such as "held", "3 readers" or "12 of 16 places taken".</summary>
    public required string State { get; init; }

    /// <summary>The holders. Empty for a resource that has none, such as a channel.</summary>
    public IReadOnlyList<HolderSnapshot> Holders { get; init; } = [];

    /// <summary>The number of waiters, including those outside of tasks and in other runtimes.</summary>
    public int Waiters { get; init; }

    /// <summary>The time that the longest waiter of this runtime has waited at least; null if none is known.</summary>
    public TimeSpan? LongestWait { get; init; }

    /// <summary>The number of items or of taken permits; null if the resource has none.</summary>
    public int? Depth { get; init; }

    /// <summary>The number of places or permits; null if the resource is unbounded or has none.</summary>
    public int? Capacity { get; init; }

    /// <summary>The number of items that were sent so far; null if the resource does not count them.</summary>
    public long? Sent { get; init; }

    /// <summary>The number of items that were received so far; null if the resource does not count them.</summary>
    public long? Received { get; init; }
}

/// <summary>One holder of a resource.</summary>
/// <param name="TaskId">The task that took the resource; null if the holder is no task.</param>
/// <param name="Label">The name or number of the task, or words for code outside of tasks.</param>
/// <param name="What">The hold in words, such as "lock", "read" or "3 permits".</param>
/// <param name="HasEnded">True if the task has ended. It has lost its guard, or has handed it to other code.</param>
public sealed record HolderSnapshot(long? TaskId, string Label, string What, bool HasEnded);
