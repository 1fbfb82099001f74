using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.Diagnostics;

/// <summary>The metrics of a host's runtimes and plugins, through the meter factory of the services.</summary>
public sealed class HostMeterTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Meter_OfHost_IsMadeByItsFactory()
    {
        var application = new TestApplication();
        application.AddRuntime("second");
        using var host = application.Build();
        using var reader = ReaderOf(host);
        await host.StartAsync();
        await host.Services.GetRequiredService<IRuntimeHandle>().Spawn(static () => { });

        var limits = reader.Read("hosted_runtime.worker.limit").Where(static reading => reading.Attributes["hosted_runtime.worker.kind"] == "core");
        Assert.Equal([("default", 2), ("second", 2)], limits.Select(static reading => (reading.Runtime, (int)reading.Value)).Order());
        Assert.Equal(1, reader.Read("hosted_runtime.task.spawned").Single(static reading => reading.Runtime == "default").Value);
        await host.StopAsync();
        Assert.Empty(reader.Read("hosted_runtime.worker.limit"));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Meter_OfSecondHost_DoesNotShowTheFirst()
    {
        using var first = new TestApplication().Build();
        using var second = new TestApplication().Build();
        using var reader = ReaderOf(second);
        await first.StartAsync();
        await first.Services.GetRequiredService<IRuntimeHandle>().Spawn(static () => { });
        await second.StartAsync();
        Assert.Equal(0, Assert.Single(reader.Read("hosted_runtime.task.spawned")).Value);
        await first.StopAsync();
        await second.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task PluginStartupDuration_OfTwoPlugins_HasEachHookOnce()
    {
        var application = new TestApplication().AddPlugin("store").AddPlugin("web", dependsOn: "store");
        using var host = application.Build();
        using var reader = ReaderOf(host);
        await host.StartAsync();
        await host.StopAsync();

        var hooks = reader.Recorded("hosted_runtime.plugin.startup.duration");
        Assert.All(hooks, static reading => Assert.Equal(("default", "ok"), (reading.Runtime, reading.Attributes["hosted_runtime.outcome"])));
        Assert.Equal(
            ["store initialize", "web initialize", "store setup", "web setup"],
            hooks.Select(static reading => $"{reading.Attributes["hosted_runtime.plugin.name"]} {reading.Attributes["hosted_runtime.plugin.phase"]}"));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task PluginStartupDuration_OfPluginThatThrows_TellsTheError()
    {
        var application = new TestApplication().AddPlugin("bad", initialize: static (_, _) => throw new FormatException());
        using var host = application.Build();
        using var reader = ReaderOf(host);
        await Assert.ThrowsAsync<PluginInitializationException>(() => host.StartAsync());

        var hook = Assert.Single(reader.Recorded("hosted_runtime.plugin.startup.duration"));
        Assert.Equal(("faulted", "System.FormatException"), (hook.Attributes["hosted_runtime.outcome"], hook.Attributes["error.type"]));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task CommandDuration_OfThreeCalls_HasEachOutcome()
    {
        var application = new TestApplication();
        application.Runtime
            .AddCommand("fine", static (CancellationToken _) => Task.CompletedTask)
            .AddCommand("bad", static (CancellationToken _) => Task.FromException(new FormatException()))
            .AddCommand("late", static (CancellationToken ct) => AsyncTime.SleepAsync(TimeSpan.FromHours(1), ct).AsTask());
        using var host = application.Build();
        using var reader = ReaderOf(host);
        await host.StartAsync();
        var commands = host.Services.GetRequiredService<ICommandInvoker>();
        await commands.InvokeAsync<object?>("fine");
        await Assert.ThrowsAsync<CommandException>(() => commands.InvokeAsync<object?>("bad"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => commands.InvokeAsync<object?>("late", null, new CancellationToken(canceled: true)));
        await host.StopAsync();

        Assert.Equal(
            ["default fine ok ", "default bad faulted System.FormatException", "default late canceled "],
            reader.Recorded("hosted_runtime.command.duration").Select(static reading => string.Join(' ',
                reading.Runtime, reading.Attributes["hosted_runtime.command.name"], reading.Attributes["hosted_runtime.outcome"], reading.Attributes.GetValueOrDefault("error.type"))));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task ShutdownInstruments_AtStopOfHost_AreRecordedOnce()
    {
        using var host = new TestApplication().Build();
        using var reader = ReaderOf(host);
        await host.StartAsync();
        await host.StopAsync();
        Assert.Equal("default", Assert.Single(reader.Recorded("hosted_runtime.shutdown.drain.duration")).Runtime);
        Assert.Equal(0, Assert.Single(reader.Recorded("hosted_runtime.shutdown.abandoned")).Value);
    }

    [Fact]
    public void Meter_WithoutFactoryInServices_IsTheSharedOne()
    {
        var services = new ServiceCollection();
        services.AddAsyncRuntime("no factory");
        using var provider = services.BuildServiceProvider();
        using var reader = new MeterReader(static meter => meter.Scope is null);
        provider.GetRequiredKeyedService<IRuntime>("no factory").Start();
        Assert.Single(reader.Read("hosted_runtime.task.spawned"), static reading => reading.Runtime == "no factory");
    }

    private static MeterReader ReaderOf(IHost host)
    {
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        return new MeterReader(meter => ReferenceEquals(meter.Scope, factory));
    }
}
