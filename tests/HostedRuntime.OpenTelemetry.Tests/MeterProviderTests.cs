using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace HostedRuntime.OpenTelemetry.Tests;

public sealed class MeterProviderTests
{
    [Fact]
    public async Task AddInstrumentation_OfHost_ExportsTasksAndPlugins()
    {
        var exported = new List<Metric>();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAsyncRuntime().AddPlugin("cache", static plugin => plugin.Initialize(static (_, _) => Task.CompletedTask));
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddAsyncRuntimeInstrumentation().AddInMemoryExporter(exported));
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.Services.GetRequiredService<IRuntimeHandle>().Spawn(static () => { });
        Assert.True(host.Services.GetRequiredService<MeterProvider>().ForceFlush());
        await host.StopAsync(TestContext.Current.CancellationToken);

        var names = exported.Select(static metric => metric.Name).ToHashSet();
        Assert.Contains("hosted_runtime.task.spawned", names);
        Assert.Contains("hosted_runtime.plugin.startup.duration", names);
        Assert.All(exported, static metric => Assert.Equal("HostedRuntime", metric.MeterName));
    }

    [Fact]
    public async Task AddInstrumentation_CalledTwice_CountsTaskOnce()
    {
        var exported = new List<Metric>();
        using var provider = Sdk.CreateMeterProviderBuilder().AddAsyncRuntimeInstrumentation().AddAsyncRuntimeInstrumentation().AddInMemoryExporter(exported).Build();
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "twice");
        await runtime.Spawn(static () => { });
        Assert.True(provider.ForceFlush());

        var spawned = Assert.Single(exported, static metric => metric.Name == "hosted_runtime.task.spawned");
        Assert.Equal(1, SumOf(spawned, "twice"));
    }

    [Fact]
    public void AddInstrumentation_WithoutBuilder_Throws()
        => Assert.Equal("builder", Assert.Throws<ArgumentNullException>(static () => ((MeterProviderBuilder)null!).AddAsyncRuntimeInstrumentation()).ParamName);

    private static long SumOf(Metric metric, string runtime)
    {
        var sum = 0L;
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            foreach (var tag in point.Tags)
                sum += tag.Key == "hosted_runtime.name" && (string?)tag.Value == runtime ? point.GetSumLong() : 0;
        }

        return sum;
    }
}
