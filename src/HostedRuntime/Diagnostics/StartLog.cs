using Microsoft.Extensions.Logging;

namespace HostedRuntime.Diagnostics;

/// <summary>What every host logs at its start. Apart from <see cref="Log"/>, whose messages are all made together when the first one is logged.</summary>
internal static partial class StartLog
{
    [LoggerMessage(1, LogLevel.Information, "Runtime '{Runtime}' started: {Flavor}, workers: {WorkerThreads}.")]
    public static partial void RuntimeStarted(this ILogger logger, string runtime, RuntimeFlavor flavor, int workerThreads);
}
