using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Configuration;

/// <summary>Changes the configuration of a host while the host runs.</summary>
public sealed class OptionsReloadTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Reload_ReconfigurableOptions_TakeEffect()
    {
        var application = new TestApplication();
        using var host = application.Build();
        await host.StartAsync();
        using var gate = new ManualResetEventSlim();
        var runtime = host.Services.GetRequiredService<IRuntimeHandle>();
        var running = 0;
        var bodies = Enumerable.Range(0, 3).Select(_ => runtime.SpawnBlocking(() =>
        {
            Interlocked.Increment(ref running);
            gate.Wait();
        })).ToArray();
        SpinWait.SpinUntil(() => Volatile.Read(ref running) == 3);

        Change(host, application, ("AsyncRuntime:MaxBlockingThreads", "3"), ("AsyncRuntime:StallThreshold", "00:00:00.02"));

        Assert.Equal(
            ["AsyncRuntime:MaxBlockingThreads changed from 512 to 3, and is in force.", "AsyncRuntime:StallThreshold changed from 00:00:01 to 00:00:00.0200000, and is in force."],
            application.Logs.Own.Where(entry => entry.Id == 30).Select(entry => entry.Message));
        var more = runtime.SpawnBlocking(() => 5);
        Assert.Equal((3, 1), (runtime.Metrics.BlockingThreads, runtime.Metrics.BlockingQueueDepth));
        await runtime.Spawn(() => SpinWait.SpinUntil(() => application.Logs.Own.Any(entry => entry.Id == 12)));
        gate.Set();
        foreach (var body in bodies)
            await body;
        Assert.Equal(5, await more);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Reload_ShutdownTimeout_AppliesToStop()
    {
        var release = new TaskCompletionSource();
        var application = new TestApplication().Configure("AsyncRuntime:ShutdownTimeout", "1.00:00:00");
        using var host = application.Build();
        await host.StartAsync();
        host.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => release.Task, new SpawnOptions { Name = "deaf" }).Detach();

        Change(host, application, ("AsyncRuntime:ShutdownTimeout", "00:00:00"));
        using var never = new CancellationTokenSource();
        await host.StopAsync(never.Token);

        Assert.Equal("AsyncRuntime:ShutdownTimeout changed from 1.00:00:00 to 00:00:00, and is in force.", application.Logs.Single(30).Message);
        Assert.Equal(LogLevel.Warning, application.Logs.Single(9).Level);
        release.SetResult();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Reload_OptionThatNeedsRestart_LogsOneWarning()
    {
        var application = new TestApplication();
        application.AddRuntime("cpu");
        using var host = application.Build();
        await host.StartAsync();

        Change(host, application, ("AsyncRuntime:WorkerThreads", "3"), ("AsyncRuntime:Runtimes:cpu:BlockingQueueLimit", "7"));
        Change(host, application);

        var warnings = application.Logs.Own.Where(entry => entry.Id == 31).ToList();
        Assert.All(warnings, entry => Assert.Equal(LogLevel.Warning, entry.Level));
        Assert.Equal(
            [
                "AsyncRuntime:Runtimes:cpu:BlockingQueueLimit changed from none to 7: it takes the next start of the host.",
                "AsyncRuntime:WorkerThreads changed from 2 to 3: it takes the next start of the host.",
            ],
            warnings.Select(entry => entry.Message).Order(StringComparer.Ordinal));
        Assert.Equal(2, host.Services.GetRequiredService<IRuntimeHandle>().Metrics.Workers.Count);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Reload_WhenInvalid_LogsOneErrorAndChangesNothing()
    {
        var application = new TestApplication();
        using var host = application.Build();
        await host.StartAsync();

        Change(host, application, ("AsyncRuntime:MaxBlockingThreads", "0"), ("AsyncRuntime:ShutdownTimeot", "00:00:01"));
        // One change of a file can raise several change notifications.
        for (var i = 0; i < 4; i++)
            Change(host, application);

        var refused = application.Logs.Single(32);
        Assert.Equal(LogLevel.Error, refused.Level);
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "The configuration of runtime 'default' changed and is not valid; the options that it has stay in force:",
                "AsyncRuntime:MaxBlockingThreads is 0; allowed: 1 to 32767.",
                "AsyncRuntime:ShutdownTimeot is not an option; did you mean 'ShutdownTimeout'?"),
            refused.Message);
        Assert.Equal(5, await host.Services.GetRequiredService<IRuntimeHandle>().SpawnBlocking(() => 5));
        Assert.DoesNotContain(application.Logs.Own, entry => entry.Id is 30 or 31);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Reload_WhenConfigureThrows_LogsOneErrorAndChangesNothing()
    {
        var application = new TestApplication().Configure("Threads", "4");
        application.Services.AddAsyncRuntime(options => options.MaxBlockingThreads = int.Parse(application.Configuration["Threads"]!, CultureInfo.InvariantCulture));
        using var host = application.Build();
        await host.StartAsync();

        Change(host, application, ("Threads", "x"));
        Change(host, application);

        var refused = application.Logs.Single(32);
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "The configuration of runtime 'default' changed and is not valid; the options that it has stay in force:",
                "Configure or Validate of the application threw FormatException: The input string 'x' was not in a correct format."),
            refused.Message);
        Assert.IsType<FormatException>(refused.Exception);
        Change(host, application, ("Threads", "5"));
        Assert.Equal("AsyncRuntime:MaxBlockingThreads changed from 4 to 5, and is in force.", application.Logs.Single(30).Message);
        Change(host, application, ("Threads", "x"));
        Assert.Equal(2, application.Logs.Own.Count(entry => entry.Id == 32));
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Reload_WhenValidateThrows_LogsError()
    {
        var application = new TestApplication().Configure("Fails", "no");
        application.Services.AddOptions<RuntimeOptions>().Validate(_ => application.Configuration["Fails"] == "no" ? true : throw new FormatException("not today"));
        using var host = application.Build();
        await host.StartAsync();

        Change(host, application, ("Fails", "yes"));

        Assert.EndsWith("Configure or Validate of the application threw FormatException: not today", application.Logs.Single(32).Message, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Reload_AfterStop_DoesNothing()
    {
        var application = new TestApplication();
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();
        Change(host, application, ("AsyncRuntime:MaxBlockingThreads", "3"));
        Assert.DoesNotContain(application.Logs.Own, entry => entry.Id is 30 or 31 or 32);
    }

    private static void Change(IHost host, TestApplication application, params (string Key, string Value)[] values)
    {
        foreach (var (key, value) in values)
            application.Configuration[key] = value;
        ((IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>()).Reload();
    }
}
