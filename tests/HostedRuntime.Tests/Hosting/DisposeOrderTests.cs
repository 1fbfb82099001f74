using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Hosting;

/// <summary>
/// A host is disposed without a stop. Its plugins are stopped while their runtime still runs, whenever and by whichever type the runtime
/// was resolved.
/// </summary>
public sealed class DisposeOrderTests
{
    public static TheoryData<string, bool> Resolutions => new()
    {
        { "IRuntimeHandle", false }, { "IRuntime", false }, { "cpu", false }, { "IRuntimeHandle", true }, { "IRuntime", true }, { "cpu", true },
    };

    [Theory(Timeout = TestApplication.Limit)]
    [MemberData(nameof(Resolutions))]
    public async Task Dispose_WhenRuntimeIsResolvedLate_StopsPluginsFirst(string service, bool sync)
    {
        IRuntimeHandle? runtime = null;
        var application = new TestApplication();
        var cpu = application.AddRuntime("cpu");
        application.AddPlugin(service == "cpu" ? cpu : application.Runtime, "cache", stop: async _ => application.Journal.Add($"flushed {await runtime!.Spawn(() => 5)}"));
        var host = application.Build();
        await host.StartAsync();
        runtime = service switch
        {
            "IRuntime" => host.Services.GetRequiredService<IRuntime>(),
            "cpu" => host.Services.GetRequiredKeyedService<IRuntimeHandle>("cpu"),
            _ => host.Services.GetRequiredService<IRuntimeHandle>(),
        };

        if (sync)
            host.Dispose();
        else
            await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Contains("flushed 5", application.Journal.Lines);
        await application.Threads.AllEndedAsync();
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.ThreadPool)]
    public async Task Dispose_InTaskOfTheRuntime_StopsPluginsAndRuntime(RuntimeFlavor flavor)
    {
        var application = new TestApplication(options => (options.Flavor, options.ShutdownTimeout) = (flavor, TimeSpan.FromSeconds(1))).AddPlugin("a");
        if (flavor == RuntimeFlavor.ThreadPool)
            application.Configure("AsyncRuntime:WorkerThreads", null);
        var host = application.Build();
        await host.StartAsync();
        var runtime = host.Services.GetRequiredService<IRuntime>();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        runtime.Spawn(() =>
        {
            host.Dispose();
            ended.SetResult();
        }).Detach();
        await ended.Task;

        Assert.Equal(RuntimeState.Stopped, runtime.State);
        Assert.Equal(["a.Stop", "a.Exited"], application.Journal.Lines.TakeLast(2));
        host.Dispose();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_WhenApplicationReplacedHandle_Starts()
    {
        var application = new TestApplication();
        application.Services.AddScoped<IRuntimeHandle>(services => services.GetRequiredKeyedService<IRuntimeHandle>("default"));
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();
    }
}
