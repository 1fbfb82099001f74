using Orleans.Concurrency;

namespace HostedRuntime.Cluster.Grains;

/// <summary>A part of the list of all jobs, by the hash of the id. The key is the number of the part.</summary>
[Alias("HostedRuntime.JobIndex")]
internal interface IJobIndexGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a job that is about to be stored. Returns when the entry is stored.</summary>
    [Alias("Add")]
    [AlwaysInterleave]
    Task AddAsync(string id);

    /// <summary>Removes a job that has ended, and plans its removal from the store.</summary>
    [Alias("End")]
    [AlwaysInterleave]
    Task EndAsync(string id, DateTimeOffset keptUntil);

    /// <summary>Looks after all jobs of this part, and removes those that are no longer kept. Repeated calls share a sweep.</summary>
    [Alias("Sweep")]
    [AlwaysInterleave]
    Task SweepAsync(long membershipVersion);
}

/// <summary>The jobs that are kept until one minute. The key is that minute and the number of the part.</summary>
[Alias("HostedRuntime.JobSlot")]
internal interface IJobSlotGrain : IGrainWithStringKey
{
    [Alias("Add")]
    [AlwaysInterleave]
    Task AddAsync(string id);

    /// <summary>Removes the jobs from the store, and then this list.</summary>
    [Alias("Clear")]
    Task ClearAsync();
}
