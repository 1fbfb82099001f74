namespace HostedRuntime;

/// <summary>Limits of jobs and locks. The section <c>AsyncRuntime:Cluster</c> sets them, and so does <c>services.Configure</c>.</summary>
/// <remarks>A change applies at the next start of the host.</remarks>
public sealed class ClusterOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "AsyncRuntime:Cluster";

    internal static readonly TimeSpan LongestRetention = TimeSpan.FromDays(30);

    /// <summary>
    /// How long the result of a job is kept after its end, unless <see cref="JobOptions.ResultRetention"/> says otherwise.
    /// </summary>
    /// <value>0 to 30 days; 1 hour by default.</value>
    public TimeSpan ResultRetention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a lock stays with a holder that has died. A live holder renews its lease at a third of this.</summary>
    /// <value>1 s to 1 hour; 30 s by default. A shorter time takes a holder sooner for dead that only pauses.</value>
    public TimeSpan LockTimeToLive { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call tries to reach a node or the store before it throws <see cref="ClusterUnavailableException"/>.</summary>
    /// <value>1 s to 10 minutes; 15 s by default.</value>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a join, or a wait for a lock, goes on without any answer before it throws <see cref="ClusterUnavailableException"/>.
    /// </summary>
    /// <value>1 s to 1 day; 2 minutes by default.</value>
    public TimeSpan UnavailableTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
