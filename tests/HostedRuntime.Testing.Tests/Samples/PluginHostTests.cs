using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PluginHost.Plugins;

namespace HostedRuntime.Testing.Tests.Samples;

/// <summary>The store of the sample with plugins, called by commands in many orders.</summary>
/// <remarks>
/// The host awaits with ConfigureAwait(false), so parts of it run on the ThreadPool. The test waits for them, and does not compare runs.
/// </remarks>
public sealed class PluginHostTests
{
    // The plugins of the sample write to the console when they stop, some hundred times here.
    static PluginHostTests() => Console.SetOut(TextWriter.Null);

    private static readonly ConcurrencyTestOptions s_options = new() { MaxTime = Timeout.InfiniteTimeSpan, Schedules = 100, ForeignWork = ForeignWork.Wait, VerifyDeterminism = false };

    [Fact]
    public void Add_ByManyCommandsAtOnce_FillsTheStoreToItsCapacity()
        => ConcurrencyTest.Run(
            static async run =>
            {
                var builder = Host.CreateEmptyApplicationBuilder(null);
                builder.Services.Configure<StoreOptions>(static options => options.Capacity = 2);
                builder.Services.AddAsyncRuntime()
                    .UseRuntime(run.Runtime)
                    .AddPlugin<SearchPlugin>()
                    .AddPlugin<StorePlugin>()
                    .AddCommand("add", static (Quote quote, StorePlugin store, CancellationToken _) => store.AddAsync(quote))
                    .AddCommand("find", static (Query query, SearchPlugin search, CancellationToken _) => Task.FromResult(search.Find(query.Word)));
                using var host = builder.Build();
                await host.StartAsync();
                var commands = host.Services.GetRequiredService<ICommandInvoker>();
                var adding = Enumerable.Range(0, 3).Select(index => run.Runtime.Spawn(() => commands.InvokeAsync<bool>("add", new Quote($"quote {index}")), new SpawnOptions { Name = $"add{index}" })).ToList();
                var added = 0;
                foreach (var task in adding)
                    added += await task ? 1 : 0;
                var found = await commands.InvokeAsync<string[]>("find", new Query("quote"));
                await host.StopAsync();
                Assert.Equal((2, 2), (added, found.Length));
            },
            s_options);

    [Fact]
    public void Commands_WhileTheHostStops_EndOrAreRefused()
        => ConcurrencyTest.Run(
            static async run =>
            {
                var builder = Host.CreateEmptyApplicationBuilder(null);
                builder.Services.AddAsyncRuntime()
                    .UseRuntime(run.Runtime)
                    .AddPlugin<StorePlugin>()
                    .AddCommand("add", static async (Quote quote, StorePlugin store, CancellationToken ct) =>
                    {
                        await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1), ct);
                        return await store.AddAsync(quote);
                    });
                using var host = builder.Build();
                await host.StartAsync();
                var commands = host.Services.GetRequiredService<ICommandInvoker>();
                var add = run.Runtime.Spawn(() => commands.InvokeAsync<bool>("add", new Quote("one")), new SpawnOptions { Name = "add" });
                var stop = run.Runtime.Spawn(() => host.StopAsync(), new SpawnOptions { Name = "stop" });
                await stop;
                Assert.True(await add);
            },
            s_options);

    [Fact]
    public void Plugins_ThatStartConcurrently_StartAfterWhatTheyDependOn()
        => ConcurrencyTest.Run(
            static async run =>
            {
                var journal = new List<string>();
                var builder = Host.CreateEmptyApplicationBuilder(null);
                builder.Services.AddSingleton(journal);
                builder.Services.AddAsyncRuntime(static options => options.PluginsStartConcurrently = true)
                    .UseRuntime(run.Runtime)
                    .AddPlugin<Upper>()
                    .AddPlugin<Lower>()
                    .AddPlugin<Other>();
                using var host = builder.Build();
                await host.StartAsync();
                await host.StopAsync();
                Assert.True(journal.IndexOf("Lower up") < journal.IndexOf("Upper up"), string.Join(", ", journal));
                Assert.True(journal.IndexOf("Upper down") < journal.IndexOf("Lower down"), string.Join(", ", journal));
                Assert.Equal(6, journal.Count);
            },
            s_options);

    internal abstract class Journaled(List<string> journal) : RuntimePlugin
    {
        public override async Task InitializeAsync(PluginContext context, CancellationToken cancellationToken)
        {
            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1), cancellationToken);
            journal.Add($"{GetType().Name} up");
        }

        public override async Task StopAsync(CancellationToken cancellationToken)
        {
            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1), cancellationToken);
            journal.Add($"{GetType().Name} down");
        }
    }

    internal sealed class Lower(List<string> journal) : Journaled(journal);

    [DependsOn<Lower>]
    internal sealed class Upper(List<string> journal) : Journaled(journal);

    internal sealed class Other(List<string> journal) : Journaled(journal);
}
