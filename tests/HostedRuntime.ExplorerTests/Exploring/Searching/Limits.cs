namespace HostedRuntime.Exploring;

/// <summary>The limits of a search.</summary>
internal sealed record Limits
{
    public static Limits Default { get; } = new();

    /// <summary>
    /// How often a thread that can go on is preempted. Most bugs of two threads need one or two preemptions, and each additional one
    /// multiplies the search.
    /// </summary>
    public int Preemptions { get; init; } = 2;

    /// <summary>How often a read does not see a store that is still in another thread's store buffer.</summary>
    public int StaleReads { get; init; } = 3;

    /// <summary>How often a timed wait ends although another thread can run. If no thread can run, time passes by itself.</summary>
    public int EarlyTimeouts { get; init; } = 1;

    /// <summary>The number of steps after which an execution counts as a livelock.</summary>
    public int Steps { get; init; } = 5000;

    /// <summary>False if every store is visible to all threads at once (sequential consistency).</summary>
    public bool StoreBuffers { get; init; } = true;

    /// <summary>The member in which <see cref="Atomics.Fence.Full"/> does nothing. For variants that are broken on purpose.</summary>
    public string? WithoutFenceIn { get; init; }

    /// <summary>The member in which <c>Monitor.PulseAll</c> does nothing. For variants that are broken on purpose.</summary>
    public string? WithoutPulseIn { get; init; }

    /// <summary>True if process-wide barriers do nothing. For variants that are broken on purpose.</summary>
    public bool WithoutProcessWide { get; init; }
}
