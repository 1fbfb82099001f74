using HostedRuntime.SurfaceTests.Snippets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HostedRuntime.SurfaceTests.Guides;

/// <summary>The example on the configuration page is accepted, and the errors on the page are the errors that a host reports.</summary>
public sealed class GuideTests
{
    private static readonly Guide s_configuration = new("docs", "configuration.md");

    [Fact]
    public async Task ConfigurationExample_InHost_IsAccepted()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(s_configuration.Blocks("json").Single()));
        builder.Configuration.AddJsonStream(json);
        builder.Services.AddAsyncRuntime();
        builder.Services.AddAsyncRuntime("database");
        builder.Services.AddAsyncRuntime("cpu");
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal(4, host.Services.GetRequiredService<IRuntimeHandle>().Metrics.Workers.Count);
        await host.StopAsync();
    }

    [Fact]
    public async Task ErrorExample_InHost_EqualsReportedError()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["AsyncRuntime:WorkerThreads"] = "0";
        builder.Configuration["AsyncRuntime:ShutdownTimeout"] = "soon";
        builder.Configuration["AsyncRuntime:StallTreshold"] = "00:00:01";
        builder.Configuration["AsyncRuntime:Runtimes:cpus:WorkerThreads"] = "1";
        builder.Configuration["AsyncRuntime:Plugins:cahce:Size"] = "1";
        builder.Services.AddAsyncRuntime().AddPlugin("cache", static _ => { });
        builder.Services.AddAsyncRuntime("cpu");
        using var host = builder.Build();
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(s_configuration.Blocks("")[0].TrimEnd(), refused.Message.ReplaceLineEndings("\n"));
    }
}
