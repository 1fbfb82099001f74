using Microsoft.Extensions.Logging;

namespace HostedRuntime.Dashboard.Hosting;

/// <summary>The messages of the dashboard.</summary>
internal static partial class DashboardLog
{
    public static ILogger For(ILoggerFactory loggers) => loggers.CreateLogger("HostedRuntime.Dashboard");

    [LoggerMessage(1, LogLevel.Information, "The dashboard of the runtimes: {Address}")]
    public static partial void OpenDashboard(this ILogger logger, string address);

    [LoggerMessage(2, LogLevel.Error, "The dashboard cannot listen on port {Port} of the loopback addresses, so there is none. Set RuntimeDashboardServerOptions.Port to a free port.")]
    public static partial void NoDashboard(this ILogger logger, Exception exception, int port);
}
