using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Hosting;

/// <summary>
/// Tasks that a constructor spawns before the host starts. They run after the start, and are cancelled if the start fails. If the start
/// comes late, the log says why they wait.
/// </summary>
public sealed class EarlyWorkTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public Task Start_WhenPluginsHaveNoOrder_CancelsEarlyTask() => CanceledAsync(application => application.AddPlugin("p", dependsOn: "q"));

    [Fact(Timeout = TestApplication.Limit)]
    public Task Start_WhenPluginConstructorThrows_CancelsEarlyTask() => CanceledAsync(application => application.Runtime.AddPlugin<FailingPlugin>());

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Start_WhenItComesLate_LogsWaitingTasks()
    {
        var application = new TestApplication();
        using var host = application.Build();
        var runtime = host.Services.GetRequiredService<IRuntimeHandle>();
        var early = runtime.Spawn(() => 42);
        while (!application.Logs.Own.Any(entry => entry.Id == 15))
            await Task.Delay(20);

        var waits = application.Logs.Single(15);
        Assert.Equal(
            (LogLevel.Warning,
                "Runtime 'default' has not started; tasks that wait for its start: 1. It starts with its host, so code that awaits or blocks on them before IHost.StartAsync or Run hangs."
                + " Move that code into a hosted service, a plugin or AddSetup."),
            (waits.Level, waits.Message));
        await host.StartAsync();
        Assert.Equal(42, await early);
        await host.StopAsync();
    }

    private static async Task CanceledAsync(Action<TestApplication> spoil)
    {
        JoinHandle<int>? early = null;
        var application = new TestApplication();
        spoil(application);
        application.Services.AddSingleton<IHostedService>(services =>
        {
            early = services.GetRequiredService<IRuntimeHandle>().Spawn(() => 42);
            return new Nothing();
        });
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<PluginInitializationException>(() => host.StartAsync());

        await Assert.ThrowsAsync<JoinCanceledException>(async () => await early!);
        Assert.Equal($"No runtime of this host starts (default), and what had started is stopped again: {refused.Message}", application.Logs.Single(4).Message);
        await application.Threads.AllEndedAsync();
    }

    private sealed class FailingPlugin : RuntimePlugin
    {
        public FailingPlugin() => throw new FormatException("not today");
    }

    private sealed class Nothing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
