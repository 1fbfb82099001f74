using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// The log messages of the host package, in the category "HostedRuntime", except the message of a start (<see cref="StartLog"/>). The event
/// ids are stable.
/// </summary>
/// <remarks>
/// All messages are in one class, because the generator of their bodies writes several classes in a random order. Two builds of one commit
/// would have different symbols.
/// </remarks>
internal static partial class Log
{
    public const string Category = "HostedRuntime";

    public static ILogger For(IServiceProvider services)
        => services.GetService<ILoggerFactory>()?.CreateLogger(Category) ?? NullLogger.Instance;

    [LoggerMessage(2, LogLevel.Debug, "AsyncRuntime.Handle stays runtime '{Other}', which was set or started earlier, until that one ends; then it is runtime '{Runtime}' of this host.")]
    public static partial void FallbackTaken(this ILogger logger, string other, string runtime);

    [LoggerMessage(14, LogLevel.Warning, "AsyncRuntime was used before this host started, and made runtime '{Other}', which no host ends: work that was spawned on it is lost when the process exits. From now on AsyncRuntime.Handle is runtime '{Runtime}' of this host. Use AsyncRuntime after the host started, or inject IRuntimeHandle.")]
    public static partial void FallbackReplaced(this ILogger logger, string other, string runtime);

    [LoggerMessage(4, LogLevel.Error, "No runtime of this host starts ({Runtimes}), and what had started is stopped again: {Reason}")]
    public static partial void StartFailed(this ILogger logger, string runtimes, string reason);

    [LoggerMessage(8, LogLevel.Information, "Runtime '{Runtime}' ended: {Report}")]
    public static partial void RuntimeEnded(this ILogger logger, string runtime, ShutdownReport report);

    [LoggerMessage(9, LogLevel.Warning, "Runtime '{Runtime}' ended, not all of its tasks by themselves: {Report}{Held}")]
    public static partial void RuntimeEndedWithRest(this ILogger logger, string runtime, ShutdownReport report, string held);

    [LoggerMessage(10, LogLevel.Error, "'{Task}' of runtime '{Runtime}', spawned at {File}:{Line}, faulted, and nobody awaits it.")]
    public static partial void TaskFaulted(this ILogger logger, string task, string runtime, string file, int line, Exception exception);

    [LoggerMessage(11, LogLevel.Critical, "The fault of '{Task}' stops runtime '{Runtime}' and its host, as AsyncRuntime:UnhandledFaults says.")]
    public static partial void RuntimeStoppedByFault(this ILogger logger, string task, string runtime, Exception exception);

    [LoggerMessage(12, LogLevel.Warning, "'{Task}' of runtime '{Runtime}', spawned at {File}:{Line}, has kept its worker for {Duration} in {WaitsOn}. Await there, or use SpawnBlocking or BlockInPlace.{Held}")]
    public static partial void WorkerStalled(this ILogger logger, string task, string runtime, string file, int line, TimeSpan duration, string waitsOn, string held);

    [LoggerMessage(19, LogLevel.Information, "'{Task}' of runtime '{Runtime}', spawned at {File}:{Line}, still keeps its worker, for {Duration} now.")]
    public static partial void WorkerStillStalled(this ILogger logger, string task, string runtime, string file, int line, TimeSpan duration);

    [LoggerMessage(13, LogLevel.Warning, "A task of runtime '{Runtime}' has kept its worker for {Duration}.")]
    public static partial void UnknownTaskStalled(this ILogger logger, string runtime, TimeSpan duration);

    [LoggerMessage(16, LogLevel.Warning, "'{Task}' of runtime '{Runtime}', spawned at {File}:{Line}, has failed and nobody has awaited it yet. Await its handle, or Detach() it: then its fault is an error at its end.")]
    public static partial void TaskFaultUnobserved(this ILogger logger, string task, string runtime, string file, int line, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "Runtime '{Runtime}' has not started; tasks that wait for its start: {Tasks}. It starts with its host, so code that awaits or blocks on them before IHost.StartAsync or Run hangs. Move that code into a hosted service, a plugin or AddSetup.")]
    public static partial void RuntimeNotStarted(this ILogger logger, string runtime, long tasks);

    [LoggerMessage(17, LogLevel.Error, "Runtime '{Runtime}', handed in by UseRuntime as '{Name}', has ended while its host runs: its owner ended it, or an unhandled fault did, which RuntimeHooks.TaskFaulted of that runtime reports. What is spawned on it is cancelled. End it after the host.")]
    public static partial void HandedInEnded(this ILogger logger, string runtime, string name);

    [LoggerMessage(18, LogLevel.Critical, "The end of runtime '{Runtime}' stops its host, as UnhandledFaults says.")]
    public static partial void HandedInStopsHost(this ILogger logger, string runtime);

    [LoggerMessage(20, LogLevel.Error, "Deadlock in runtime '{Runtime}': {Count} tasks wait for each other, and none of them can go on.{Members}")]
    public static partial void DeadlockFound(this ILogger logger, string runtime, int count, string members);

    [LoggerMessage(21, LogLevel.Information, "A dump was written to {Target}; runtimes in it: {Runtimes}.")]
    public static partial void DumpWritten(this ILogger logger, string target, int runtimes);

    [LoggerMessage(22, LogLevel.Error, "The dump that a signal asked for could not be written to {Target}.")]
    public static partial void DumpFailed(this ILogger logger, string target, Exception exception);

    [LoggerMessage(23, LogLevel.Information, "The signal SIGUSR1 to process {ProcessId} writes a dump of all runtimes to {Target}.")]
    public static partial void DumpOnSignal(this ILogger logger, int processId, string target);

    [LoggerMessage(24, LogLevel.Information, "DumpOnSignal is off: this system has no signal SIGUSR1. The tool 'hostedruntime dump' works without it.")]
    public static partial void DumpUnsupported(this ILogger logger);

    [LoggerMessage(25, LogLevel.Error, "DumpOnSignal is off: the system refused the handler of SIGUSR1.")]
    public static partial void DumpRefused(this ILogger logger, Exception exception);

    [LoggerMessage(30, LogLevel.Information, "{Key} changed from {Before} to {After}, and is in force.")]
    public static partial void OptionChanged(this ILogger logger, string key, string before, string after);

    [LoggerMessage(31, LogLevel.Warning, "{Key} changed from {Before} to {After}: it takes the next start of the host.")]
    public static partial void OptionTakesARestart(this ILogger logger, string key, string before, string after);

    [LoggerMessage(32, LogLevel.Error, "The configuration of runtime '{Runtime}' changed and is not valid; the options that it has stay in force:{Errors}")]
    public static partial void ChangedOptionsRefused(this ILogger logger, string runtime, string errors, Exception? exception);

    [LoggerMessage(3, LogLevel.Information, "The plugins of runtime '{Runtime}' started in {Report}")]
    public static partial void PluginsStarted(this ILogger logger, string runtime, object report);

    [LoggerMessage(5, LogLevel.Warning, "Plugin '{Plugin}' failed in its handler of {Event}.")]
    public static partial void EventHandlerFailed(this ILogger logger, string plugin, string @event, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "Plugin '{Plugin}' failed to stop: {Reason}")]
    public static partial void PluginStopFailed(this ILogger logger, string plugin, string reason, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "The hook '{Hook}' ended after it had been given up.")]
    public static partial void HookEndedLate(this ILogger logger, string hook, Exception? exception);

    [LoggerMessage(40, LogLevel.Warning, "The plugins of runtime '{Runtime}' did not start, within {Report}")]
    public static partial void PluginsNotStarted(this ILogger logger, string runtime, object report);

    [LoggerMessage(41, LogLevel.Warning, "Events of runtime '{Runtime}' were dropped, as its plugins' handlers did not keep up: {Count}.")]
    public static partial void EventsDropped(this ILogger logger, string runtime, long count);

    [LoggerMessage(42, LogLevel.Information, "Plugin '{Plugin}' of runtime '{Runtime}' was unloaded in {Elapsed}; tasks left running: {Left}.")]
    public static partial void PluginUnloaded(this ILogger logger, string plugin, string runtime, TimeSpan elapsed, int left);

    [LoggerMessage(43, LogLevel.Warning, "The code of plugin '{Plugin}' of runtime '{Runtime}' stays in memory until the host is disposed: {HeldBy}. Ask for such a service by a type of the application, or make it in the plugin.")]
    public static partial void PluginHeld(this ILogger logger, string plugin, string runtime, string heldBy);

    // From 50 on: jobs, locks and nodes, with or without a cluster.

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

    [LoggerMessage(63, LogLevel.Warning, "A write of job '{Job}', which this node knows in attempt {Attempt}, was refused by the store: another node has written the job since. This node drops its copy.")]
    public static partial void JobWriteRefused(this ILogger logger, string job, int attempt);

    [LoggerMessage(64, LogLevel.Warning, "A grant or a renewal of lock '{Lock}' up to fence {Fence} was refused by the store: another node has written the lock since. This node drops its copy.")]
    public static partial void LockWriteRefused(this ILogger logger, string @lock, long fence);
}
