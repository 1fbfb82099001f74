using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Testing.Tests.Hosting;

/// <summary>
/// A host with two plugins, commands and a service that works once a second, on a test runtime. What it does is in its journal.
/// </summary>
internal sealed class TickingHost : IDisposable
{
    private readonly IHost _host;
    private int _ticks;

    public TickingHost(IRuntimeHandle runtime)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(this);
        builder.Services.AddAsyncRuntime().UseRuntime(runtime)
            .AddPlugin("clock", plugin => Note(plugin, "clock"))
            .AddPlugin("meter", plugin => Note(plugin, "meter").DependsOn("clock"))
            .AddCommand("plugin:meter|ticks", _ => Task.FromResult(_ticks))
            .AddCommand("plugin:meter|runtime", static _ => Task.FromResult($"{CurrentTask.Runtime?.Name}, {CurrentTask.Name}"));
        builder.Services.AddHostedService<Ticker>();
        _host = builder.Build();
    }

    public List<string> Journal { get; } = [];

    public ICommandInvoker Commands => _host.Services.GetRequiredService<ICommandInvoker>();

    public Task StartAsync() => _host.StartAsync();

    public Task StopAsync() => _host.StopAsync();

    public void Dispose() => _host.Dispose();

    /// <summary>Runs the host for an hour and returns the ticks of this hour, as a command tells them.</summary>
    public async Task<int> RunForAnHourAsync()
    {
        await StartAsync();
        var before = await Commands.InvokeAsync<int>("plugin:meter|ticks");
        // Half a second more, so that the last tick comes before the end of this sleep.
        await AsyncTime.SleepAsync(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(500));
        var ticks = await Commands.InvokeAsync<int>("plugin:meter|ticks") - before;
        await StopAsync();
        return ticks;
    }

    private PluginBuilder Note(PluginBuilder plugin, string name) => plugin
        .Initialize(async (_, ct) =>
        {
            await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
            Journal.Add($"{name} initialized");
        })
        .OnEvent((hostEvent, _) => Add($"{name}: {hostEvent.GetType().Name}"))
        .OnStop(_ => Add($"{name} stopped"));

    private Task Add(string line)
    {
        Journal.Add(line);
        return Task.CompletedTask;
    }

    /// <summary>Counts the seconds from its start to its stop, as a task of the runtime.</summary>
    private sealed class Ticker(IRuntimeHandle runtime, TickingHost host) : IHostedService
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
            host.Journal.Add("ticker stopped");
        }

        private async Task CountAsync(CancellationToken ct)
        {
            using var interval = new Interval(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            while (true)
            {
                await interval.WaitForNextTickAsync(ct);
                host._ticks++;
            }
        }
    }
}
