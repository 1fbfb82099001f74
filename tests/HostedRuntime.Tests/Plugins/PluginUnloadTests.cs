using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Plugins;

/// <summary>
/// A plugin from a file is unloaded. It is stopped once, and its code is freed, or the report names the object that keeps it. A plugin for
/// a later version of the host is refused.
/// </summary>
public sealed class PluginUnloadTests : IDisposable
{
    private readonly PluginFolder _folder = new();

    [Fact(Timeout = TestApplication.Limit)]
    public async Task UnloadAsync_WhileHostStops_StopsPluginOnce()
    {
        IRuntimePlugins? plugins = null;
        var application = new TestApplication();
        application.Services.AddSingleton<Action<string>>(application.Journal.Add);
        application.Runtime
            .AddPlugin("janitor", plugin => plugin.OnStop(cancellationToken => plugins!.UnloadAsync("Twice", cancellationToken)))
            .AddPluginFile(_folder.Compile("Twice", """
                public sealed class TwicePlugin(Action<string> note) : RuntimePlugin
                {
                    public override Task StopAsync(CancellationToken cancellationToken) { note("stop"); return Task.CompletedTask; }
                }
                """))
            .AddPlugin("early janitor", plugin => plugin.OnStop(cancellationToken => plugins!.UnloadAsync("Twice", cancellationToken)));
        using var host = application.Build();
        plugins = host.Services.GetRequiredService<IRuntimePlugins>();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["stop"], application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task UnloadAsync_PluginLogsUnderOwnName_FreesItsCode()
    {
        var application = PluginFileTests.Application(_folder.Compile("Logs", """
            using Microsoft.Extensions.DependencyInjection;
            using Microsoft.Extensions.Logging;

            public sealed class LogsPlugin(ILogger<LogsPlugin> log, IServiceProvider services) : RuntimePlugin
            {
                public override Task SetupAsync(PluginContext context, CancellationToken cancellationToken)
                {
                    log.LogInformation("hello");
                    using var scope = services.CreateScope();
                    scope.ServiceProvider.GetRequiredService<ILogger<LogsPlugin>>().LogInformation("hello from a scope");
                    if (services.GetService<LogsPlugin>() is not null || System.Linq.Enumerable.Any(services.GetServices<LogsPlugin>()))
                        throw new InvalidOperationException("where from?");
                    return Task.CompletedTask;
                }
            }
            """));
        using var host = application.Build();
        await host.StartAsync();

        var report = await host.Services.GetRequiredService<IRuntimePlugins>().UnloadAsync("Logs");

        Assert.True(report.IsClean);
        Assert.Equal(["hello", "hello from a scope"], application.Logs.All.Where(entry => entry.Category == "LogsPlugin").Select(entry => entry.Message));
        await PluginFileTests.UntilFreedAsync("plugin:Logs.dll", host.Services.GetRequiredService<IRuntimeHandle>());
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task UnloadAsync_ServicesKeepItsTypes_ReportsService()
    {
        var application = PluginFileTests.Application(_folder.Compile("Kept", """
            using Microsoft.Extensions.Options;

            public sealed class Limits { public int Rows { get; set; } }

            public sealed class KeptPlugin(IOptions<Limits> limits) : RuntimePlugin
            {
                public int Rows => limits.Value.Rows;
            }
            """));
        using var host = application.Build();
        await host.StartAsync();

        var report = await host.Services.GetRequiredService<IRuntimePlugins>().UnloadAsync("Kept");

        Assert.False(report.IsClean);
        Assert.Equal(["the host's services keep IOptions<Limits>"], report.HeldBy);
        Assert.Equal(
            "The code of plugin 'Kept' of runtime 'default' stays in memory until the host is disposed: the host's services keep IOptions<Limits>."
                + " Ask for such a service by a type of the application, or make it in the plugin.",
            application.Logs.Single(43).Message);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_PluginOfLaterVersion_ReportsBothVersions()
    {
        using var other = new PluginFolder();
        var contract = other.Compile("HostedRuntime", """
            [assembly: System.Reflection.AssemblyVersion("9.1.0.0")]
            namespace HostedRuntime { public interface IRuntimePlugin; }
            """, exact: true);
        var later = other.Compile("Later", "public sealed class LaterPlugin : HostedRuntime.IRuntimePlugin;", exact: true, contract);
        var application = new TestApplication();
        application.Runtime.AddPluginFile(later);

        var refused = await application.RefusedAsync(threads: 0);

        var own = typeof(IRuntimePlugin).Assembly.GetName().Version;
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "The plugins of runtime 'default' cannot start:",
                $"  Plugin file '{later}' was built against HostedRuntime 9.1.0.0, and this host has {own}: build it against {own} or an earlier version, or update the host."),
            refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_WhenClassHasReservedName_Throws()
    {
        var file = _folder.Compile("Setup", "public sealed class SetupPlugin : RuntimePlugin;");
        var application = new TestApplication();
        application.Runtime.AddPluginFile(file);

        var refused = await application.RefusedAsync(threads: 0);

        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "The plugins of runtime 'default' cannot start:",
                $"  Plugin file '{file}' has the plugin 'SetupPlugin', whose name would be 'Setup', as that of the application's own setup hooks: give AddPluginFile another name."),
            refused.Message);
        Assert.Equal(
            "A plugin cannot be named 'Setup': that is what the application's own setup hooks go by. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => application.Runtime.AddPlugin<SetupPlugin>()).Message);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class SetupPlugin : RuntimePlugin;
}
