using Orleans.Concurrency;

namespace HostedRuntime.Cluster.Grains;

/// <summary>One lock. The key is its kind and its name.</summary>
[Alias("HostedRuntime.Lock")]
internal interface ILockGrain : IGrainWithStringKey
{
    /// <summary>Waits for a grant, but not longer than a limit.</summary>
    [Alias("Acquire")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:25")]
    Task<LockAnswer> AcquireAsync(LockCall call, TimeSpan wait);

    [Alias("Renew")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:10")]
    Task<bool> RenewAsync(long fence);

    [Alias("Release")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:10")]
    Task ReleaseAsync(long fence);

    [Alias("Cancel")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:10")]
    Task CancelAsync(Guid request);
}

/// <summary>A request for a lock.</summary>
[GenerateSerializer]
[Immutable]
[Alias("HostedRuntime.LockCall")]
internal sealed record LockCall([property: Id(0)] Guid Id, [property: Id(1)] int Weight, [property: Id(2)] TimeSpan TimeToLive, [property: Id(3)] string Node, [property: Id(4)] int Capacity);

/// <summary>The answer to a request.</summary>
/// <param name="Fence">The fence of the grant. Null if the limit of the wait is over.</param>
/// <param name="Error">Why the lock can never be granted so. Usually null.</param>
[GenerateSerializer]
[Immutable]
[Alias("HostedRuntime.LockAnswer")]
internal sealed record LockAnswer([property: Id(0)] long? Fence, [property: Id(1)] string? Error);
