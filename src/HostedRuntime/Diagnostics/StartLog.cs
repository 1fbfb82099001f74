using Microsoft.Extensions.Logging;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// The message that every host logs at its start. Not in <see cref="Log"/>, whose messages are all made when its first one is logged.
/// </summary>
internal static class StartLog
{
    private const int Id = 1;
    private const string Text = "Runtime '{Runtime}' started: {Flavor}, workers: {WorkerThreads}.";

    private static readonly Action<ILogger, string, RuntimeFlavor, int, Exception?> s_runtimeStarted
        = LoggerMessage.Define<string, RuntimeFlavor, int>(LogLevel.Information, new EventId(Id, nameof(RuntimeStarted)), Text);

    // Written by hand, because with a second class the generator's output has a random order. Tests find the message by its attribute.
#pragma warning disable SYSLIB1010, SYSLIB1016
    [LoggerMessage(Id, LogLevel.Information, Text)]
    public static void RuntimeStarted(this ILogger logger, string runtime, RuntimeFlavor flavor, int workerThreads)
        => s_runtimeStarted(logger, runtime, flavor, workerThreads, null);
#pragma warning restore SYSLIB1010, SYSLIB1016
}
