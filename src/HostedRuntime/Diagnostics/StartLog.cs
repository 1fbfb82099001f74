using Microsoft.Extensions.Logging;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// The message that every host logs at its start. Not in <see cref="Log"/>, whose messages are all made when its first one is logged.
/// </summary>
internal static partial class StartLog
{
    [LoggerMessage(1, LogLevel.Information, "Runtime '{Runtime}' started: {Flavor}, workers: {WorkerThreads}.")]
    public static partial void RuntimeStarted(this ILogger logger, string runtime, RuntimeFlavor flavor, int workerThreads);
}
