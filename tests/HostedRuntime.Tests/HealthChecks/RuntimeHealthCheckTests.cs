using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.HealthChecks;

public sealed class RuntimeHealthCheckTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Check_RuntimesRun_ReportsHealthyWithMetrics()
    {
        var application = new TestApplication();
        application.AddRuntime("cpu");
        using var host = WithChecks(application);
        await host.StartAsync();

        var entry = await CheckAsync(host);

        Assert.Equal((HealthStatus.Healthy, "Running: default, cpu."), (entry.Status, entry.Description));
        Assert.Equal(["ready"], entry.Tags);
        Assert.Equal(2, entry.Data["cpu.Workers"]);
        Assert.Equal(12, entry.Data.Count);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Check_BeforeStartAndAfterStop_ReportsUnhealthy()
    {
        using var host = WithChecks(new TestApplication());
        var before = await CheckAsync(host);
        await host.StartAsync();
        await host.StopAsync();
        var after = await CheckAsync(host);

        Assert.Equal((HealthStatus.Unhealthy, "Runtime 'default' does not run: it is Created."), (before.Status, before.Description));
        Assert.Equal((HealthStatus.Unhealthy, "Runtime 'default' does not run: it is Stopped."), (after.Status, after.Description));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Check_AllWorkersBlocked_ReportsUnhealthy()
    {
        using var gate = new ManualResetEventSlim();
        using var started = new CountdownEvent(2);
        var application = new TestApplication().Configure("AsyncRuntime:MaxCompensatingThreads", "0");
        using var host = WithChecks(application);
        await host.StartAsync();
        var runtime = host.Services.GetRequiredService<IRuntimeHandle>();
        for (var i = 0; i < 2; i++)
        {
            runtime.Spawn(() =>
            {
                started.Signal();
                gate.Wait();
            }).Detach();
        }

        started.Wait();
        var stuck = await CheckAsync(host);
        gate.Set();

        Assert.Equal(
            (HealthStatus.Unhealthy, "Runtime 'default' did not come to run a task within 00:00:01: its workers are busy, or blocked."),
            (stuck.Status, stuck.Description));
        await host.StopAsync();
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData("1")]
    [InlineData(null)]
    public async Task Check_BlockingPoolIsFull_ReportsDegraded(string? queueLimit)
    {
        using var gate = new ManualResetEventSlim();
        var application = new TestApplication().Configure("AsyncRuntime:MaxBlockingThreads", "1").Configure("AsyncRuntime:BlockingQueueLimit", queueLimit);
        using var host = WithChecks(application);
        await host.StartAsync();
        var runtime = host.Services.GetRequiredService<IRuntimeHandle>();
        var started = new TaskCompletionSource();
        runtime.SpawnBlocking(() =>
        {
            started.SetResult();
            gate.Wait();
        }).Detach();
        await started.Task;
        runtime.SpawnBlocking(() => gate.Wait()).Detach();

        var full = await CheckAsync(host);
        gate.Set();

        Assert.Equal((HealthStatus.Degraded, "The blocking pool of runtime 'default' is full: 1 task waits."), (full.Status, full.Description));
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Check_NoRuntimeAdded_ReportsUnhealthy()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddHealthChecks().AddAsyncRuntime();
        using var host = builder.Build();
        var entry = await CheckAsync(host);
        Assert.Equal((HealthStatus.Unhealthy, "No runtime was added to this host."), (entry.Status, entry.Description));
    }

    private static IHost WithChecks(TestApplication application)
    {
        application.Services.AddHealthChecks().AddAsyncRuntime(tags: ["ready"]);
        return application.Build();
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host)
        => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["async-runtime"];
}
