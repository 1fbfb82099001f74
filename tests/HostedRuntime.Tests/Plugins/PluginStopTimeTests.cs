using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Plugins;

/// <summary>The host's token fires while plugins stop, as it does when the shutdown timeout of the host expires.</summary>
public sealed class PluginStopTimeTests
{
    private const string StillRuns = " It ignores its token and the abort, and still runs.";

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_WhenFivePluginsHang_CallsAllAndReportsHostTimeout()
    {
        var release = new TaskCompletionSource();
        var application = new TestApplication().Configure("AsyncRuntime:ShutdownTimeout", "00:00:00");
        for (var i = 0; i < 5; i++)
            application.AddPlugin($"deaf{i}", stop: _ => release.Task);
        using var host = application.Build();
        await host.StartAsync();

        await Record.ExceptionAsync(() => host.StopAsync(new CancellationToken(canceled: true)));

        Assert.Equal(5, application.Journal.Lines.Count(line => line.EndsWith(".Stop", StringComparison.Ordinal)));
        Assert.Equal(
            Enumerable.Range(0, 5).Reverse().Select(i => $"Plugin 'deaf{i}' failed to stop: its caller's token fired before it ended: the time of the host was over, or the start or stop was cancelled.{StillRuns}"),
            application.Logs.Own.Where(entry => entry.Id == 6).Select(entry => entry.Message));
        release.SetResult();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_WhenTokenEndsPlugin_ReportsHostTimeout()
    {
        var application = new TestApplication().AddPlugin("slow", stop: ct => Task.Delay(Timeout.Infinite, ct));
        using var host = application.Build();
        await host.StartAsync();

        await Record.ExceptionAsync(() => host.StopAsync(new CancellationToken(canceled: true)));

        var failed = application.Logs.Single(6);
        Assert.Equal(LogLevel.Error, failed.Level);
        Assert.Equal("Plugin 'slow' failed to stop: its caller's token fired before it ended: the time of the host was over, or the start or stop was cancelled.", failed.Message);
    }
}
