using Microsoft.Extensions.Logging;

namespace HostedRuntime.Plugins;

/// <summary>
/// The log messages about plugins, in the category of <see cref="Diagnostics.Log"/>. The event ids are stable, and no other message of the
/// package has them.
/// </summary>
internal static partial class PluginLog
{
    [LoggerMessage(3, LogLevel.Information, "The plugins of runtime '{Runtime}' started in {Report}")]
    public static partial void PluginsStarted(this ILogger logger, string runtime, StartupReport report);

    [LoggerMessage(5, LogLevel.Warning, "Plugin '{Plugin}' failed in its handler of {Event}.")]
    public static partial void EventHandlerFailed(this ILogger logger, string plugin, string @event, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "Plugin '{Plugin}' failed to stop: {Reason}")]
    public static partial void PluginStopFailed(this ILogger logger, string plugin, string reason, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "The hook '{Hook}' ended after it had been given up.")]
    public static partial void HookEndedLate(this ILogger logger, string hook, Exception? exception);

    [LoggerMessage(40, LogLevel.Warning, "The plugins of runtime '{Runtime}' did not start, within {Report}")]
    public static partial void PluginsNotStarted(this ILogger logger, string runtime, StartupReport report);

    [LoggerMessage(41, LogLevel.Warning, "Events of runtime '{Runtime}' were dropped, as its plugins' handlers did not keep up: {Count}.")]
    public static partial void EventsDropped(this ILogger logger, string runtime, long count);

    [LoggerMessage(42, LogLevel.Information, "Plugin '{Plugin}' of runtime '{Runtime}' was unloaded in {Elapsed}; tasks left running: {Left}.")]
    public static partial void PluginUnloaded(this ILogger logger, string plugin, string runtime, TimeSpan elapsed, int left);

    [LoggerMessage(43, LogLevel.Warning, "The code of plugin '{Plugin}' of runtime '{Runtime}' stays in memory until the host is disposed: {HeldBy}. Ask for such a service by a type of the application, or make it in the plugin.")]
    public static partial void PluginHeld(this ILogger logger, string plugin, string runtime, string heldBy);
}
