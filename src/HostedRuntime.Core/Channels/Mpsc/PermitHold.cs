namespace HostedRuntime.Channels;

/// <summary>What a permit points to: places that are reserved, as long as the permit's version is the current one. All under the inlet's gate.</summary>
internal sealed class PermitHold<T>(MpscCore<T> core)
{
    public MpscCore<T> Core => core;

    public int Version { get; set; }

    /// <summary>Places that were not used yet.</summary>
    public int Remaining { get; set; }

    /// <summary>Link of the free ones.</summary>
    public PermitHold<T>? Next { get; set; }
}
