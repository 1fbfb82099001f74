namespace HostedRuntime.Exploring;

/// <summary>What a search may try, and where it ends.</summary>
internal sealed record Limits
{
    public static Limits Default { get; } = new();

    /// <summary>How often a thread that could go on is interrupted. Most bugs of two threads need one or two; each more multiplies the search.</summary>
    public int Preemptions { get; init; } = 2;

    /// <summary>How often a thread reads what another thread's store buffer hides from it.</summary>
    public int StaleReads { get; init; } = 3;

    /// <summary>How often a timed wait ends although another thread could run. When none can, time passes by itself.</summary>
    public int EarlyTimeouts { get; init; } = 1;

    /// <summary>Beyond this an execution counts as a livelock.</summary>
    public int Steps { get; init; } = 5000;

    /// <summary>False: every store is seen by all at once (sequential consistency).</summary>
    public bool StoreBuffers { get; init; } = true;

    /// <summary>The member whose <see cref="Atomics.Fence.Full"/> does nothing; for variants that are broken on purpose.</summary>
    public string? WithoutFenceIn { get; init; }

    /// <summary>The member whose <c>Monitor.PulseAll</c> does nothing; likewise.</summary>
    public string? WithoutPulseIn { get; init; }

    /// <summary>Process-wide barriers do nothing; for variants that are broken on purpose.</summary>
    public bool WithoutProcessWide { get; init; }
}
