using Orleans.Concurrency;

namespace HostedRuntime.Cluster.Grains;

/// <summary>One job. The key is its id. Records travel as JSON, so that nodes of two versions understand each other.</summary>
[Alias("HostedRuntime.Job")]
internal interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Stores the job and starts it, or finds the job that has the id.</summary>
    [Alias("Spawn")]
    Task<SpawnAnswer> SpawnAsync(string job);

    /// <returns>The job without its argument, or null if there is none.</returns>
    [Alias("Read")]
    [AlwaysInterleave]
    Task<string?> ReadAsync();

    /// <summary>Waits until the job has ended, but not longer than a limit.</summary>
    /// <returns>The job without its argument, ended or not, or null if there is none.</returns>
    [Alias("Wait")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:25")]
    Task<string?> WaitAsync(TimeSpan limit);

    [Alias("Abort")]
    Task<bool> AbortAsync();

    /// <summary>Ends an attempt.</summary>
    /// <returns>True if the end is stored; false if it was refused, because the job has moved on.</returns>
    [Alias("Complete")]
    Task<bool> CompleteAsync(int attempt, string outcome);

    /// <returns>True if the attempt is the current one; otherwise false.</returns>
    [Alias("Report")]
    [AlwaysInterleave]
    Task<bool> ReportAsync(int attempt, string progress);

    /// <summary>
    /// Looks after the job: starts it if it waits, ends its attempt if its node is gone, removes it if it is no longer kept.
    /// </summary>
    /// <returns>True if the job is still to be looked after; false if it has ended or does not exist.</returns>
    [Alias("Check")]
    Task<bool> CheckAsync();
}

/// <summary>The answer to a spawn.</summary>
/// <param name="Refusal">The reason, as the number of a <see cref="JobRefusal"/>. Null if the job is stored.</param>
/// <param name="Known">The name of the job that has the id, or the names of the jobs that exist. Null if the job is stored.</param>
[GenerateSerializer]
[Immutable]
[Alias("HostedRuntime.SpawnAnswer")]
internal sealed record SpawnAnswer([property: Id(0)] int? Refusal, [property: Id(1)] string[]? Known);
