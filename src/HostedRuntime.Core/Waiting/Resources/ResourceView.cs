namespace HostedRuntime.Waiting;

/// <summary>Which holders have to release a resource before its first waiter can go on.</summary>
internal enum ReleaseRule
{
    /// <summary>No holder keeps the waiters waiting: another task sends, notifies or arrives.</summary>
    None,

    /// <summary>All holders, as for a lock. If one of them never releases it, the waiters wait for ever.</summary>
    All,

    /// <summary>Any of them may be enough, as for permits. Only if none of them ever releases, the waiters wait for ever.</summary>
    Any,
}

/// <summary>Describes a resource at one moment.</summary>
internal sealed class ResourceView
{
    /// <summary>The state in a few words, such as "held", "3 readers" or "12 of 16 items".</summary>
    public required string State { get; init; }

    /// <summary>The number of waiters of all kinds.</summary>
    public required int Waiters { get; init; }

    public ReleaseRule Rule { get; init; }

    /// <summary>The holders: tasks, or other objects and null for code outside of tasks.</summary>
    public IReadOnlyList<ResourceHold> Holders { get; init; } = [];

    /// <summary>A number that differs for each hold of a lock that one task holds alone; null if none does.</summary>
    public long? HoldNumber { get; init; }

    /// <summary>True if waiters are left, but no code can reach the other end of the channel any more, which was not disposed.</summary>
    public bool IsAbandoned { get; init; }

    /// <summary>The number of items or taken permits; null if the resource has none.</summary>
    public int? Depth { get; init; }

    /// <summary>The number of places or permits; null if the resource is unbounded or has none.</summary>
    public int? Capacity { get; init; }

    /// <summary>The number of items that were sent so far, if the resource counts them.</summary>
    public long? Sent { get; init; }

    /// <summary>The number of items that were received so far, if the resource counts them.</summary>
    public long? Received { get; init; }
}

/// <summary>One holder of a resource.</summary>
/// <param name="Holder">The task; outside of tasks the target of a continuation, or null.</param>
/// <param name="What">The hold in words, such as "lock", "read" or "permit 3".</param>
internal readonly record struct ResourceHold(object? Holder, string What);
