using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Testing.Tests.Hosting;

/// <summary>A host with a plugin, a command and a hosted service, on a runtime of a test.</summary>
public sealed class HostTests
{
    [Fact]
    public void Run_HostWithPluginCommandAndService_TicksForAnHourOfVirtualTime()
    {
        using var runtime = TestRuntime.Create();
        var ticker = new Ticker(runtime.Handle);

        runtime.Run(async () =>
        {
            using var host = Build(runtime.Handle, ticker);
            await host.StartAsync();
            await AsyncTime.SleepAsync(TimeSpan.FromHours(1));
            var answer = await host.Services.GetRequiredService<ICommandInvoker>().InvokeAsync<int>("ticks");
            await host.StopAsync();

            // The tick at the very hour comes after the sleep, which was begun before it.
            Assert.Equal(3_599, answer);
        });

        Assert.Equal(TimeSpan.FromHours(1), runtime.Time.Elapsed);
        Assert.Equal(["initialize", "setup", "ready", "exit", "stop"], ticker.Phases);
    }

    // Guards against a bug: the process fell back on the runtime of a test that was over.
    [Fact]
    public void Dispose_AfterHostOfferedRuntime_WithdrawsTheOffer()
    {
        var runtime = TestRuntime.Create();
        using (runtime)
        {
            runtime.Run(async () =>
            {
                using var host = Build(runtime.Handle, new Ticker(runtime.Handle));
                await host.StartAsync();
                await host.StopAsync();
            });
        }

        Assert.NotSame(runtime.Handle, AsyncRuntime.Handle);
    }

    [Fact]
    public void Run_PluginThatHangs_TimesOutInVirtualTime()
    {
        using var runtime = TestRuntime.Create();

        runtime.Run(async () =>
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddSingleton<TimeProvider>(runtime.Time);
            builder.Services.AddAsyncRuntime().UseRuntime(runtime.Handle).AddPlugin<HangingPlugin>();
            using var host = builder.Build();
            await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        });

        // Thirty seconds are the default of PluginTimeout.
        Assert.Equal(TimeSpan.FromSeconds(30), runtime.Time.Elapsed);
    }

    private static IHost Build(IRuntimeHandle handle, Ticker ticker)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(ticker);
        builder.Services.AddSingleton<TimeProvider>(handle.TimeProvider);
        builder.Services.AddAsyncRuntime()
            .UseRuntime(handle)
            .AddPlugin<TickerPlugin>()
            .AddCommand("ticks", (NoArguments _, Ticker ticker, CancellationToken token) => Task.FromResult(ticker.Ticks));
        builder.Services.AddHostedService<TickService>();
        return builder.Build();
    }

    private sealed class Ticker(IRuntimeHandle runtime)
    {
        private JoinHandle? _loop;

        public int Ticks { get; private set; }

        public List<string> Phases { get; } = [];

        public void Start() => _loop = runtime.Spawn(
            async () =>
            {
                using var interval = new Interval(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
                while (await interval.WaitForNextTickAsync())
                    Ticks++;
            },
            new SpawnOptions { Name = "ticker" });

        public async Task StopAsync()
        {
            _loop!.Abort();
            await _loop.JoinAsync();
        }
    }

    private sealed class TickService(Ticker ticker) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            ticker.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => ticker.StopAsync();
    }

    private sealed class TickerPlugin(Ticker ticker) : RuntimePlugin
    {
        public override async Task InitializeAsync(PluginContext context, CancellationToken cancellationToken)
        {
            await CurrentTask.YieldAsync();
            ticker.Phases.Add("initialize");
        }

        public override Task SetupAsync(PluginContext context, CancellationToken cancellationToken)
        {
            ticker.Phases.Add("setup");
            return Task.CompletedTask;
        }

        public override Task OnEventAsync(RuntimeEvent runtimeEvent, CancellationToken cancellationToken)
        {
            if (runtimeEvent is RuntimeEvent.Ready)
                ticker.Phases.Add("ready");
            else if (runtimeEvent is RuntimeEvent.ExitRequested)
                ticker.Phases.Add("exit");
            return Task.CompletedTask;
        }

        public override Task StopAsync(CancellationToken cancellationToken)
        {
            ticker.Phases.Add("stop");
            return Task.CompletedTask;
        }
    }

    private sealed class HangingPlugin : RuntimePlugin
    {
        public override async Task InitializeAsync(PluginContext context, CancellationToken cancellationToken)
            => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
