using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;

namespace HostedRuntime.Serilog.Tests;

public sealed class AsyncRuntimeEnricherTests
{
    private const int Limit = 60_000;

    private readonly CollectingSink _sink = new();

    [Fact(Timeout = Limit)]
    public async Task Event_InTask_HasRuntimeTaskAndWorker()
    {
        await using var runtime = OneWorker();
        using var log = Logger();
        var task = runtime.Spawn(
            async () =>
            {
                log.Information("before");
                await Task.Yield();
                log.Information("after");
            },
            new SpawnOptions { Name = "census" });
        await task;

        Assert.Equal($"RuntimeName=mine, TaskId={task.Id}, TaskName=census, WorkerIndex=0", _sink.PropertiesOf("before"));
        Assert.Equal($"RuntimeName=mine, TaskId={task.Id}, TaskName=census, WorkerIndex=0", _sink.PropertiesOf("after"));
    }

    [Fact(Timeout = Limit)]
    public async Task Events_OfOneTask_ShareProperties()
    {
        await using var runtime = OneWorker();
        var enricher = new AsyncRuntimeEnricher();
        var bytes = await runtime.Spawn(() =>
        {
            var seen = new global::Serilog.Events.LogEvent(DateTimeOffset.UnixEpoch, global::Serilog.Events.LogEventLevel.Information, null, global::Serilog.Events.MessageTemplate.Empty, []);
            for (var i = 0; i < 100; i++)
                enricher.Enrich(seen, null!);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                enricher.Enrich(seen, null!);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.Equal(0, bytes);
    }

    [Fact(Timeout = Limit)]
    public async Task Event_InTaskWithoutName_HasNoTaskName()
    {
        await using var runtime = OneWorker();
        using var log = Logger();
        var task = runtime.Spawn(() => log.Information("here"));
        await task;

        Assert.Equal($"RuntimeName=mine, TaskId={task.Id}, WorkerIndex=0", _sink.PropertiesOf("here"));
    }

    [Fact(Timeout = Limit)]
    public async Task Event_OnBlockingThread_HasNoWorkerIndex()
    {
        await using var runtime = OneWorker();
        using var log = Logger();
        var task = runtime.SpawnBlocking(() => log.Information("here"), new SpawnOptions { Name = "read" });
        await task;

        Assert.Equal($"RuntimeName=mine, TaskId={task.Id}, TaskName=read", _sink.PropertiesOf("here"));
    }

    [Fact(Timeout = Limit)]
    public async Task Event_InBlockOn_HasItsTask()
    {
        await using var runtime = OneWorker();
        using var log = Logger();
        var id = await Task.Run(() => runtime.BlockOn(async () =>
        {
            await Task.Yield();
            log.Information("here");
            return CurrentTask.Id;
        }));

        Assert.Equal($"RuntimeName=mine, TaskId={id}, TaskName=BlockOn", _sink.PropertiesOf("here"));
    }

    [Fact(Timeout = Limit)]
    public async Task Event_OutsideRuntime_HasNoProperties()
    {
        await using var runtime = OneWorker();
        using var log = Logger();
        log.Information("outside");
        await runtime.Spawn(async () =>
        {
            await Task.Delay(1).ConfigureAwait(false);
            log.Information("escaped");
        });

        Assert.Equal("", _sink.PropertiesOf("outside"));
        Assert.Equal("", _sink.PropertiesOf("escaped"));
    }

    [Fact(Timeout = Limit)]
    public async Task Event_InEnteredRuntime_HasRuntimeName()
    {
        await using var runtime = OneWorker();
        using var log = Logger();
        using (runtime.Enter())
            log.Information("here");

        Assert.Equal("RuntimeName=mine", _sink.PropertiesOf("here"));
    }

    [Fact(Timeout = Limit)]
    public async Task Event_PropertyAlreadySet_KeepsItsValue()
    {
        await using var runtime = OneWorker();
        using var log = Logger();
        var task = runtime.Spawn(() => log.ForContext("TaskName", "mine").Information("here"), new SpawnOptions { Name = "census" });
        await task;

        Assert.Equal($"RuntimeName=mine, TaskId={task.Id}, TaskName=mine, WorkerIndex=0", _sink.PropertiesOf("here"));
    }

    [Theory(Timeout = Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WithAsyncRuntime_FromConfiguration_IsFound(bool named)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Serilog:Enrich:0", "WithAsyncRuntime"), new(named ? "Serilog:Using:0" : "Unused", "HostedRuntime.Serilog")])
            .Build();
        await using var runtime = OneWorker();
        using var log = new LoggerConfiguration().ReadFrom.Configuration(configuration).WriteTo.Sink(_sink).CreateLogger();
        var task = runtime.Spawn(() => log.Information("here"));
        await task;

        Assert.Equal($"RuntimeName=mine, TaskId={task.Id}, WorkerIndex=0", _sink.PropertiesOf("here"));
    }

    [Fact(Timeout = Limit)]
    public async Task Event_OfHostLogger_HasRuntimeName()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSerilog(logger => logger.Enrich.WithAsyncRuntime().WriteTo.Sink(_sink));
        builder.Services.AddAsyncRuntime("cpu", options => options.WorkerThreads = 1)
            .AddPlugin("census", plugin => plugin.Initialize((context, _) =>
            {
#pragma warning disable CA1848, CA2254 // what an application writes
                context.Services.GetRequiredService<ILogger<AsyncRuntimeEnricherTests>>().LogInformation("in a hook");
#pragma warning restore CA1848, CA2254
                return Task.CompletedTask;
            }));
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Matches("^RuntimeName=cpu, TaskId=[0-9]+, TaskName=plugin:census:Initialize, WorkerIndex=0$", _sink.PropertiesOf("in a hook"));
    }

    private static IRuntime OneWorker() => AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "mine");

    private global::Serilog.Core.Logger Logger() => new LoggerConfiguration().Enrich.WithAsyncRuntime().WriteTo.Sink(_sink).CreateLogger();
}
