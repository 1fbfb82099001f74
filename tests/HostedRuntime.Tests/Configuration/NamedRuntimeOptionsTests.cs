using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Configuration;

public sealed class NamedRuntimeOptionsTests
{
    [Fact]
    public void Value_OfNamedRuntime_AppliesSectionThenCode()
    {
        var application = new TestApplication()
            .Configure("AsyncRuntime:MaxBlockingThreads", "7")
            .Configure("AsyncRuntime:Runtimes:CPU:MaxBlockingThreads", "9")
            .Configure("AsyncRuntime:Runtimes:CPU:WorkerAffinity", Processors.First);
        application.AddRuntime("cpu", options => options.MaxBlockingThreads *= 2);
        using var host = application.Build();
        var options = host.Services.GetRequiredService<IOptionsMonitor<RuntimeOptions>>();

        Assert.Equal((7, null), (options.CurrentValue.MaxBlockingThreads, options.CurrentValue.WorkerAffinity));
        Assert.Equal((18, Processors.First), (options.Get("cpu").MaxBlockingThreads, options.Get("cpu").WorkerAffinity ?? ""));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_SeveralRuntimesInvalid_ThrowsOneMessage()
    {
        var application = new TestApplication()
            .Configure("AsyncRuntime:WorkerThread", "1")
            .Configure("AsyncRuntime:Runtimes:cpu:MaxBlockingThreads", "0")
            .Configure("AsyncRuntime:Runtimes:cpu:Runtimes:x:WorkerThreads", "1")
            .Configure("AsyncRuntime:Runtimes:cpu:StallTreshold", "00:00:01")
            .Configure("AsyncRuntime:Runtimes:cpus:WorkerThreads", "1")
            .Configure("AsyncRuntime:Runtimes:database", "1");
        application.AddRuntime("cpu", options => options.ThreadName = "");
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "AsyncRuntime:WorkerThread is not an option; did you mean 'WorkerThreads'?",
                "AsyncRuntime:Runtimes:cpu:MaxBlockingThreads is 0; allowed: 1 to 32767.",
                "AsyncRuntime:Runtimes:cpu:ThreadName is ''; allowed: 1 to 64 characters.",
                "AsyncRuntime:Runtimes:cpu:Runtimes is not an option; options: Flavor, WorkerThreads, MaxBlockingThreads, BlockingQueueLimit, BlockingThreadKeepAlive,"
                    + " ThreadName, ThreadStackSize, ThreadPriority, WorkerAffinity, GlobalQueueInterval, StallThreshold, MaxCompensatingThreads, ShutdownTimeout, PluginTimeout,"
                    + " PluginsStartConcurrently, UnhandledFaults, FaultObservationDelay, MeasureTaskTimes, DisabledLints, Plugins.",
                "AsyncRuntime:Runtimes:cpu:StallTreshold is not an option; did you mean 'StallThreshold'?",
                "AsyncRuntime:Runtimes:cpus is of no runtime that was added; did you mean 'cpu'?",
                "AsyncRuntime:Runtimes:database is of no runtime that was added; named ones: cpu."),
            refused.Message);
        Assert.Equal(0, application.Threads.Started);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_ConfiguredRuntimeNotAdded_Throws()
    {
        using var host = new TestApplication().Configure("AsyncRuntime:Runtimes:cpu:WorkerThreads", "1").Build();
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal("AsyncRuntime:Runtimes:cpu is of no runtime that was added; there are no named ones.", refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_OptionsWithoutDefaultRuntime_Throws()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["AsyncRuntime:WorkerThreads"] = "2";
        builder.Services.AddAsyncRuntime("cpu");
        using var host = builder.Build();
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal("AsyncRuntime:WorkerThreads is of the default runtime, which was not added; the section of a named one is AsyncRuntime:Runtimes:cpu.", refused.Message);
    }
}
