namespace HostedRuntime.Cluster.Locks;

internal enum LockKind
{
    Mutex,
    ReaderWriter,
    Semaphore,
}

/// <summary>A lock of a cluster. All three kinds are one mechanism: holders with a weight, up to a capacity.</summary>
/// <param name="Kind">The kind, which has names of its own.</param>
/// <param name="Name">The name.</param>
/// <param name="Capacity">The sum of the weights of all holders at most.</param>
internal readonly record struct LockKey(LockKind Kind, string Name, int Capacity)
{
    /// <summary>The weight of a writer: no reader fits next to it.</summary>
    public const int AllReaders = int.MaxValue;

    /// <summary>The key as text, unique among locks of all kinds.</summary>
    public string Text => $"{Kind}:{Name}";

    public override string ToString() => $"{Kind} '{Name}'";
}

/// <summary>A caller's wish for a lock. A repeated call with the same id keeps its place in line.</summary>
internal sealed record LockRequest(Guid Id, int Weight, TimeSpan TimeToLive, string Node);

/// <summary>A grant.</summary>
internal sealed record LockGrant(long Fence);

/// <summary>A holder as it is stored.</summary>
internal sealed record LockHolder(long Fence, Guid Request, int Weight, TimeSpan TimeToLive, string Node);

/// <summary>All of a lock that is stored.</summary>
internal sealed record LockSheet(long Fence, int Capacity, IReadOnlyList<LockHolder> Holders)
{
    public static LockSheet Empty { get; } = new(0, 0, []);
}
