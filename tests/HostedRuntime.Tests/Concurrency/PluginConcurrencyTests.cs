using HostedRuntime.Channels;
using HostedRuntime.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.Concurrency;

/// <summary>A host with plugins, a command and a service, in many orders of their tasks.</summary>
/// <remarks>
/// The host itself goes from phase to phase on the ThreadPool, so that it can stop plugins even if every worker is stuck. That work is
/// waited for and not ordered. The tasks of plugins, commands and services are ordered.
/// </remarks>
public sealed class PluginConcurrencyTests
{
    private static readonly ConcurrencyTestOptions s_options = new()
    {
        Schedules = 60,
        MaxTime = Timeout.InfiniteTimeSpan,
        ForeignWork = ForeignWork.Wait,
        ForeignWait = TimeSpan.FromSeconds(60),
        VerifyDeterminism = false,
        MinimizeFailure = false,
    };

    [Fact]
    public void Host_StartedAndStopped_KeepsTheOrderOfPlugins()
        => ConcurrencyTest.Run(
            async run =>
            {
                var journal = new Journal();
                using var host = With(run.Runtime, builder => builder
                    .AddPlugin("store", plugin => Record(plugin, journal, "store"))
                    .AddPlugin("search", plugin => Record(plugin, journal, "search").DependsOn("store")));
                await host.StartAsync();
                var work = run.Runtime.Spawn(static async ct => await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct), new SpawnOptions { Name = "work" });
                await host.StopAsync();
                await work;
                Assert.Equal(
                    ["store initialized", "search initialized", "store: Ready", "search: Ready", "store: ExitRequested", "search: ExitRequested", "search stopped", "store stopped"],
                    journal.Lines);
            },
            s_options);

    [Fact]
    public void Host_CommandsUntilTheStop_AreAnsweredOrRefused()
        => ConcurrencyTest.Run(
            async run =>
            {
                var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
                var stored = new List<int>();
                JoinHandle? reader = null;
                using var host = With(run.Runtime, builder => builder
                    .AddPlugin("store", plugin => plugin
                        .Setup((context, _) =>
                        {
                            reader = context.Runtime.Spawn(
                                async () =>
                                {
                                    await foreach (var item in receiver.ReadAllAsync())
                                        stored.Add(item);
                                },
                                new SpawnOptions { Name = "reader" });
                            return Task.CompletedTask;
                        })
                        .OnStop(async ct =>
                        {
                            receiver.Close();
                            await reader!.WaitAsync(ct);
                        }))
                    .AddCommand("add", async (int item, CancellationToken ct) =>
                    {
                        await sender.WriteAsync(item, ct);
                        return item;
                    }));
                await host.StartAsync();
                var commands = host.Services.GetRequiredService<ICommandInvoker>();
                var callers = Enumerable.Range(0, 3).Select(item => run.Runtime.Spawn(ct => commands.InvokeAsync<int>("add", item, ct), new SpawnOptions { Name = $"caller{item}" })).ToList();
                await host.StopAsync();

                var accepted = new List<int>();
                foreach (var caller in callers)
                {
                    if (await caller.JoinAsync() is { Status: JoinStatus.Completed } end)
                        accepted.Add(end.Value);
                }

                Assert.Equal(accepted.Order(), stored.Order());
                sender.Dispose();
            },
            s_options);

    private static PluginBuilder Record(PluginBuilder plugin, Journal journal, string name) => plugin
        .Initialize(async (_, ct) =>
        {
            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(10), ct);
            journal.Add($"{name} initialized");
        })
        .OnEvent((hostEvent, _) =>
        {
            journal.Add($"{name}: {hostEvent.GetType().Name}");
            return Task.CompletedTask;
        })
        .OnStop(_ =>
        {
            journal.Add($"{name} stopped");
            return Task.CompletedTask;
        });

    private static IHost With(IRuntimeHandle runtime, Action<IAsyncRuntimeBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        configure(builder.Services.AddAsyncRuntime().UseRuntime(runtime));
        return builder.Build();
    }
}
