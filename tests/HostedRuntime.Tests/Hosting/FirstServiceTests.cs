using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.Hosting;

/// <summary>
/// The runtime and its plugins start before every service of the host, wherever AddAsyncRuntime is called, and stop after all of them.
/// </summary>
public sealed class FirstServiceTests
{
    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task StartAsync_WithLifecycleServices_SetsUpBeforeThem(bool start, bool stop)
    {
        var journal = new Journal();
        var builder = Builder(start, stop);
        builder.Services.AddSingleton<IHostedService>(services => new Recorded("early", services, journal));
        builder.Services.AddAsyncRuntime().AddPlugin("a", plugin => plugin
            .Initialize(async (_, ct) =>
            {
                await Task.Delay(50, ct);
                journal.Add("a.Initialize");
            })
            .Setup(async (_, ct) =>
            {
                await Task.Delay(50, ct);
                journal.Add("a.Setup");
            })
            .OnStop(_ => journal.Note("a.Stop")));
        builder.Services.AddSingleton<IHostedService>(services => new Recorded("late", services, journal));
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["a.Initialize", "a.Setup"], journal.Lines.Take(2));
        Assert.Equal("a.Stop", journal.Lines[^1]);
        foreach (var name in new[] { "early", "late" })
        {
            Assert.Equal(
                [$"{name}.Starting", $"{name}.Start", $"{name}.Started", $"{name}.Stopping", $"{name}.Stop", $"{name}.Stopped"],
                journal.Lines.Where(line => line.StartsWith(name, StringComparison.Ordinal)));
        }
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StartAsync_WhenSetupThrows_StartsNoHostedService(bool concurrently)
    {
        var journal = new Journal();
        var builder = Builder(concurrently, stop: false);
        builder.Services.AddSingleton<IHostedService>(services => new Plain(journal));
        builder.Services.AddAsyncRuntime().AddSetup((_, _) => throw new FormatException("no"));
        using var host = builder.Build();

        await Assert.ThrowsAsync<PluginInitializationException>(() => host.StartAsync());

        Assert.Empty(journal.Lines);
    }

    [Fact]
    public void AddAsyncRuntime_AfterOtherServices_RegistersItsServiceFirst()
    {
        var services = new ServiceCollection();
        services.AddHostedService(_ => new Plain(new Journal()));
        services.AddAsyncRuntime("cpu");
        services.AddAsyncRuntime();

        var hosted = services.Where(service => service.ServiceType == typeof(IHostedService)).ToList();
        Assert.Equal(3, hosted.Count);
        using var provider = services.BuildServiceProvider();
        Assert.Equal(
            ["AsyncRuntimeHostedService", "StartGate", "Plain"],
            provider.GetServices<IHostedService>().Select(service => service.GetType().Name));
    }

    private static HostApplicationBuilder Builder(bool start, bool stop)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.Configure<HostOptions>(options => (options.ServicesStartConcurrently, options.ServicesStopConcurrently) = (start, stop));
        return builder;
    }

    private sealed class Plain(Journal journal) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => journal.Note("start");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>A service that uses the runtime in each of the host's phases.</summary>
    private sealed class Recorded(string name, IServiceProvider services, Journal journal) : IHostedLifecycleService
    {
        private readonly IRuntimeHandle _runtime = services.GetRequiredService<IRuntimeHandle>();

        public Task StartingAsync(CancellationToken cancellationToken) => NoteAsync("Starting");

        public Task StartAsync(CancellationToken cancellationToken) => NoteAsync("Start");

        public Task StartedAsync(CancellationToken cancellationToken) => NoteAsync("Started");

        public Task StoppingAsync(CancellationToken cancellationToken) => NoteAsync("Stopping");

        public Task StopAsync(CancellationToken cancellationToken) => NoteAsync("Stop");

        public Task StoppedAsync(CancellationToken cancellationToken) => NoteAsync("Stopped");

        private async Task NoteAsync(string phase) => await _runtime.Spawn(() => journal.Add($"{name}.{phase}"));
    }
}
