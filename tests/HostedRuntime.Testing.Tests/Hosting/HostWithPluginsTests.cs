using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Testing.Tests.Hosting;

/// <summary>
/// A host with two plugins, commands and a hosted service, on a test runtime. Its clock is not that of the host's own limits.
/// </summary>
public sealed class HostWithPluginsTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public void Run_HostForAnHour_TicksInVirtualTime()
    {
        using var runtime = TestRuntime.Create();

        var found = runtime.Run(async () =>
        {
            using var host = Build(runtime.Handle, out var journal);
            await host.StartAsync();
            var commands = host.Services.GetRequiredService<ICommandInvoker>();
            var before = await commands.InvokeAsync<int>("plugin:meter|ticks");
            // Half a second more, so that the last tick comes before the end of this sleep.
            await AsyncTime.SleepAsync(s_hour + TimeSpan.FromMilliseconds(500));
            var ticks = await commands.InvokeAsync<int>("plugin:meter|ticks") - before;
            await host.StopAsync();
            return (ticks, journal);
        });

        Assert.Equal(3_600, found.ticks);
        Assert.Equal(
            ["clock initialized", "meter initialized", "clock: Ready", "meter: Ready", "clock: ExitRequested", "meter: ExitRequested", "ticker stopped", "meter stopped", "clock stopped"],
            found.journal);
        Assert.True(runtime.Time.Elapsed >= s_hour);
    }

    [Fact]
    public void Run_CommandWithJson_AnswersOnTheTestRuntime()
    {
        using var runtime = TestRuntime.Create();

        var answer = runtime.Run(async () =>
        {
            using var host = Build(runtime.Handle, out _);
            await host.StartAsync();
            var result = await host.Services.GetRequiredService<ICommandInvoker>().InvokeAsync("plugin:meter|runtime", default(JsonElement));
            await host.StopAsync();
            return result.GetRawText();
        });

        Assert.Equal("\"test, command:plugin:meter|runtime\"", answer);
    }

    [Fact]
    public void Run_SlowPluginStart_TakesItsTimeVirtually()
    {
        using var runtime = TestRuntime.Create();

        runtime.Run(async () =>
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Services.AddAsyncRuntime().UseRuntime(runtime.Handle)
                .AddPlugin("slow", static plugin => plugin.Initialize(static async (_, ct) => await AsyncTime.SleepAsync(TimeSpan.FromMinutes(20), ct)));
            using var host = builder.Build();
            await host.StartAsync();
            Assert.Equal(TimeSpan.FromMinutes(20), runtime.Time.Elapsed);
            await host.StopAsync();
        });
    }

    private static IHost Build(IRuntimeHandle runtime, out List<string> journal)
    {
        var lines = journal = [];
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var ticks = new Ticks();
        builder.Services.AddSingleton(ticks).AddSingleton(lines);
        builder.Services.AddAsyncRuntime().UseRuntime(runtime)
            .AddPlugin("clock", plugin => Note(plugin, "clock"))
            .AddPlugin("meter", plugin => Note(plugin, "meter").DependsOn("clock"))
            .AddCommand("plugin:meter|ticks", _ => Task.FromResult(ticks.Count))
            .AddCommand("plugin:meter|runtime", static _ => Task.FromResult($"{CurrentTask.Runtime?.Name}, {CurrentTask.Name}"));
        builder.Services.AddHostedService<Ticker>();
        return builder.Build();

        PluginBuilder Note(PluginBuilder plugin, string name) => plugin
            .Initialize(async (_, ct) =>
            {
                await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
                lines.Add($"{name} initialized");
            })
            .OnEvent((hostEvent, _) => Add($"{name}: {hostEvent.GetType().Name}"))
            .OnStop(_ => Add($"{name} stopped"));

        Task Add(string line)
        {
            lines.Add(line);
            return Task.CompletedTask;
        }
    }

    private sealed class Ticks
    {
        public int Count { get; set; }
    }

    /// <summary>Counts the seconds from its start to its stop, as a task of the runtime.</summary>
    private sealed class Ticker(IRuntimeHandle runtime, Ticks ticks, List<string> journal) : IHostedService
    {
        private JoinHandle? _loop;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _loop = runtime.Spawn(CountAsync, new SpawnOptions { Name = "ticker" });
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            _loop!.Abort();
            await _loop.JoinAsync(cancellationToken);
            journal.Add("ticker stopped");
        }

        private async Task CountAsync(CancellationToken ct)
        {
            using var interval = new Interval(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            while (true)
            {
                await interval.WaitForNextTickAsync(ct);
                ticks.Count++;
            }
        }
    }
}
