using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>A host with two plugins, a command and a service, each of which works once a second, for an hour of virtual time.</summary>
internal static class HourHost
{
    public static async Task RunAsync(TestRuntime runtime)
    {
        var work = new Work();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(work);
        builder.Services.AddAsyncRuntime().UseRuntime(runtime.Handle)
            .AddPlugin("clock", static plugin => plugin.Initialize(static async (_, ct) => await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct)))
            .AddPlugin("meter", static plugin => plugin.DependsOn("clock").OnStop(static _ => Task.CompletedTask))
            .AddCommand("ticks", _ => Task.FromResult(work.Ticks));
        builder.Services.AddHostedService<Ticker>();
        using var host = builder.Build();
        await host.StartAsync();
        var commands = host.Services.GetRequiredService<ICommandInvoker>();
        var before = await commands.InvokeAsync<int>("ticks");
        // Half a second more, so that the last tick comes before the end of this sleep.
        await AsyncTime.SleepAsync(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(500));
        var ticks = await commands.InvokeAsync<int>("ticks") - before;
        await host.StopAsync();
        if (ticks != 3_600)
            throw new InvalidOperationException($"{ticks} ticks in an hour");
    }

    private sealed class Work
    {
        public int Ticks { get; set; }
    }

    private sealed class Ticker(IRuntimeHandle runtime, Work work) : IHostedService
    {
        private JoinHandle? _loop;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _loop = runtime.Spawn(TickAsync, new SpawnOptions { Name = "ticker" });
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            _loop!.Abort();
            await _loop.JoinAsync(cancellationToken);
        }

        private async Task TickAsync(CancellationToken ct)
        {
            using var interval = new Interval(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            while (true)
            {
                await interval.WaitForNextTickAsync(ct);
                work.Ticks++;
            }
        }
    }
}
