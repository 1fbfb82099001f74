using Microsoft.Extensions.Logging;

namespace HostedRuntime.Diagnostics;

/// <summary>The messages about jobs, locks and nodes, with or without a cluster. The event ids are stable.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(50, LogLevel.Information, "This node stops; jobs that run on it: {Jobs}. They have half of ShutdownTimeout to end, and are cancelled then.")]
    public static partial void JobsDraining(this ILogger logger, int jobs);

    [LoggerMessage(51, LogLevel.Warning, "Jobs that did not end although their tokens fired: {Jobs}. Their tasks are aborted with the runtime.")]
    public static partial void JobsLeft(this ILogger logger, int jobs);

    [LoggerMessage(52, LogLevel.Warning, "The end of job '{Job}' in attempt {Attempt} ({End}) was refused: the job has moved on, because this node was taken for dead or the job was ended meanwhile. The result of this attempt is dropped.")]
    public static partial void JobEndRefused(this ILogger logger, string job, int attempt, string end);

    [LoggerMessage(53, LogLevel.Error, "The end of job '{Job}' in attempt {Attempt} ({End}) could not be stored for {Elapsed}. It is treated as if its node had died.")]
    public static partial void JobEndNotStored(this ILogger logger, string job, int attempt, string end, TimeSpan elapsed, Exception exception);

    [LoggerMessage(54, LogLevel.Warning, "Attempt {Attempt} of job '{Job}' is lost: {Why} The job is {State} now.")]
    public static partial void JobOwnerLost(this ILogger logger, string job, int attempt, string why, string state);

    [LoggerMessage(55, LogLevel.Warning, "The lease of {Lock} with fence {Fence} is lost: {Why}. Its holder has to stop its work under the lock.")]
    public static partial void LeaseLost(this ILogger logger, string @lock, long fence, string why);

    [LoggerMessage(56, LogLevel.Debug, "The lease of {Lock} with fence {Fence} could not be renewed. It is tried again until the lease ends.")]
    public static partial void LeaseNotRenewed(this ILogger logger, string @lock, long fence, Exception exception);

    [LoggerMessage(57, LogLevel.Warning, "The lease of {Lock} with fence {Fence} could not be released, and ends by itself within {TimeToLive}.")]
    public static partial void LeaseNotReleased(this ILogger logger, string @lock, long fence, TimeSpan timeToLive, Exception exception);

    [LoggerMessage(58, LogLevel.Error, "A callback of ClusterLease.Lost of {Lock} with fence {Fence} threw.")]
    public static partial void LeaseCallbackFailed(this ILogger logger, string @lock, long fence, Exception exception);

    [LoggerMessage(59, LogLevel.Debug, "A request for {Lock} could not be cancelled, and ends by itself.")]
    public static partial void LockRequestNotCancelled(this ILogger logger, string @lock, Exception exception);

    [LoggerMessage(60, LogLevel.Debug, "A step of job '{Job}' failed, and is tried again.")]
    public static partial void JobStepDelayed(this ILogger logger, string job, Exception exception);

    [LoggerMessage(61, LogLevel.Warning, "The jobs of this cluster could not be swept. It is tried again in {Pause}.")]
    public static partial void SweepFailed(this ILogger logger, TimeSpan pause, Exception exception);

    [LoggerMessage(62, LogLevel.Information, "Node '{Node}' is gone from the cluster: {Status}.")]
    public static partial void NodeGone(this ILogger logger, string node, string status);
}
