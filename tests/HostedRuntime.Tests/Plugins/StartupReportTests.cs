using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Plugins;

/// <summary>The report of the start lists when each hook ran and for how long, as data and as one line of the log.</summary>
public sealed partial class StartupReportTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Startup_AfterStart_HasEveryHookInOrder()
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b", dependsOn: "c").AddPlugin("c");
        application.Runtime.AddSetup((_, _) => Task.CompletedTask);
        using var host = application.Build();
        var plugins = host.Services.GetRequiredService<IRuntimePlugins>();
        Assert.Null(plugins.Startup);
        Assert.Empty(plugins.Names);

        await host.StartAsync();

        var report = plugins.Startup;
        Assert.NotNull(report);
        Assert.Equal("default", report.Runtime);
        Assert.Equal(["a", "c", "b"], plugins.Names);
        Assert.Equal(
            ["a Initialize", "c Initialize", "b Initialize", "a Setup", "c Setup", "b Setup", "setup Setup"],
            report.Steps.Select(step => $"{step.Plugin} {step.Phase}"));
        Assert.All(report.Steps, step => Assert.Equal(step.Plugin == "b" ? ["c"] : [], step.DependsOn));
        Assert.All(report.Steps, step => Assert.Null(step.Error));
        Assert.All(report.Steps, step => Assert.True(step.Succeeded && step.Started + step.Elapsed <= report.Elapsed));
        Assert.All(report.Steps.Zip(report.Steps.Skip(1)), pair => Assert.True(pair.First.Started + pair.First.Elapsed <= pair.Second.Started));
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Log_AfterStart_IsOneLine()
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b");
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        var line = application.Logs.Single(3);
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Equal(
            "The plugins of runtime 'default' started in # s: a Initialize at # s for # s, b Initialize at # s for # s, a Setup at # s for # s, b Setup at # s for # s",
            Seconds().Replace(line.Message, "#"));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Log_StartFails_ReportsHooksUntilThen()
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b", setup: (_, _) => throw new FormatException("no census")).AddPlugin("c");
        using var host = application.Build();
        await Assert.ThrowsAsync<PluginInitializationException>(() => host.StartAsync());

        var line = application.Logs.Single(40);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Equal(
            "The plugins of runtime 'default' did not start, within # s: a Initialize at # s for # s, b Initialize at # s for # s, c Initialize at # s for # s,"
                + " a Setup at # s for # s, b Setup at # s for # s (failed)",
            Seconds().Replace(line.Message, "#"));
        var report = host.Services.GetRequiredService<IRuntimePlugins>().Startup;
        Assert.Equal(5, report?.Steps.Count);
        Assert.False(report?.Steps[^1].Succeeded);
        Assert.Equal("no census", report?.Steps[^1].Error);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Log_NoPlugins_HasNoLine()
    {
        var application = new TestApplication();
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();
        Assert.DoesNotContain(application.Logs.Own, entry => entry.Id is 3 or 40);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Startup_OfNamedRuntime_IsUnderItsName()
    {
        var application = new TestApplication();
        application.AddPlugin(application.AddRuntime("cpu"), "a");
        using var host = application.Build();
        await host.StartAsync();

        Assert.Equal(["a"], host.Services.GetRequiredKeyedService<IRuntimePlugins>("cpu").Names);
        Assert.Equal("cpu", host.Services.GetRequiredKeyedService<IRuntimePlugins>("cpu").Startup?.Runtime);
        Assert.Empty(host.Services.GetRequiredService<IRuntimePlugins>().Names);
        await host.StopAsync();
    }

    [Fact]
    public void ToString_AnyCulture_IsInvariant()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            Assert.Equal(
                "1.500 s: a Setup at 0.250 s for 1.000 s",
                new StartupReport("default", TimeSpan.FromSeconds(1.5), [new StartupStep("a", PluginPhase.Setup, TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(1), true)]).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [GeneratedRegex(@"\d+\.\d{3}")]
    private static partial Regex Seconds();
}
