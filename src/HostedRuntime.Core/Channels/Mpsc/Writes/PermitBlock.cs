namespace HostedRuntime.Channels;

/// <summary>
/// The reserved places that a permit refers to. They belong to the permit while both have the same version. Caller holds the write side's
/// gate.
/// </summary>
internal sealed class PermitBlock<T>(MpscCore<T> core)
{
    public MpscCore<T> Core => core;

    public int Version { get; set; }

    /// <summary>The number of places that are not used yet.</summary>
    public int Remaining { get; set; }

    /// <summary>The next block in the free list.</summary>
    public PermitBlock<T>? Next { get; set; }
}
