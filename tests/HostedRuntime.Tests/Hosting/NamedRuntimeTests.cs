using HostedRuntime.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.Hosting;

public sealed class NamedRuntimeTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddAsyncRuntime_Named_IsKeyedAndHasOwnThreads()
    {
        var application = new TestApplication().Configure("AsyncRuntime:Runtimes:cpu:ThreadName", "heavy");
        application.AddRuntime("cpu", options => options.WorkerThreads = 1);
        application.Services.AddSingleton<Consumer>();
        using var host = application.Build();
        await host.StartAsync();

        var consumer = host.Services.GetRequiredService<Consumer>();
        Assert.Equal(("default", "cpu"), (consumer.Runtime.Name, consumer.Cpu.Name));
        Assert.Same(consumer.Cpu, host.Services.GetRequiredKeyedService<IRuntime>("cpu"));
        Assert.Same(consumer.Runtime, host.Services.GetRequiredKeyedService<IRuntimeHandle>("default"));
        Assert.Equal(("async-rt-w0", "heavy-w0"), (await NameOfThread(consumer.Runtime, 0), await NameOfThread(consumer.Cpu, 0)));
        Assert.Equal((2, 1), (consumer.Runtime.Metrics.Workers.Count, consumer.Cpu.Metrics.Workers.Count));
        Assert.Single(host.Services.GetServices<IHostedService>().OfType<AsyncRuntimeHostedService>());
        await host.StopAsync();

        Assert.Equal(RuntimeState.Stopped, host.Services.GetRequiredKeyedService<IRuntime>("cpu").State);
        Assert.Equal(RuntimeState.Stopped, host.Services.GetRequiredService<IRuntime>().State);
        Assert.Equal(3, application.Threads.Started);
        await application.Threads.AllEndedAsync();

        // Either worker may take the task, so spawn until the requested worker has run one.
        static async Task<string?> NameOfThread(IRuntimeHandle runtime, int worker)
        {
            while (true)
            {
                var (index, name) = await runtime.Spawn(() => (CurrentTask.WorkerIndex, Thread.CurrentThread.Name));
                if (index == worker)
                    return name;
            }
        }
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddAsyncRuntime_OnlyNamed_HasNoDefaultRuntime()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAsyncRuntime("cpu");
        using var host = builder.Build();
        await host.StartAsync();

        Assert.Null(host.Services.GetService<IRuntimeHandle>());
        Assert.Equal(5, await host.Services.GetRequiredKeyedService<IRuntimeHandle>("cpu").Spawn(() => 5));
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddAsyncRuntime_SameNameTwice_ConfiguresOneRuntime()
    {
        var application = new TestApplication();
        application.AddRuntime("cpu", options => options.ThreadName = "a");
        var again = application.Services.AddAsyncRuntime("cpu", options => (options.ThreadName, options.WorkerThreads) = (options.ThreadName + "b", 1));
        using var host = application.Build();
        await host.StartAsync();

        Assert.Equal("cpu", again.Name);
        Assert.Single(host.Services.GetKeyedServices<IRuntime>("cpu"));
        Assert.Equal("ab-w0", await host.Services.GetRequiredKeyedService<IRuntimeHandle>("cpu").Spawn(() => Thread.CurrentThread.Name));
        await host.StopAsync();
    }

    [Fact]
    public void AddAsyncRuntime_NamedDefault_IsDefaultRuntime()
    {
        var application = new TestApplication();
        Assert.Equal(application.Runtime, application.Services.AddAsyncRuntime("default"));
        using var host = application.Build();
        Assert.Single(host.Services.GetServices<IRuntimeHandle>());
    }

    [Theory]
    [InlineData("", "The value cannot be an empty string or composed entirely of whitespace. (Parameter 'name')")]
    [InlineData(" ", "The value cannot be an empty string or composed entirely of whitespace. (Parameter 'name')")]
    [InlineData("a:b", "A runtime cannot be named 'a:b': ':' separates the keys of the configuration. (Parameter 'name')")]
    [InlineData("CPU", "A runtime cannot be named 'CPU' beside 'cpu': keys of the configuration do not differ in case. (Parameter 'name')")]
    [InlineData("Default", "A runtime cannot be named 'Default' beside 'default': keys of the configuration do not differ in case. (Parameter 'name')")]
    public void AddAsyncRuntime_BadName_Throws(string name, string message)
    {
        var application = new TestApplication();
        application.AddRuntime("cpu");
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => application.Services.AddAsyncRuntime(name)).Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Phases_OfSeveralRuntimes_RunTogether()
    {
        var application = new TestApplication();
        var gpu = application.AddRuntime("gpu");
        application.AddPlugin("a").AddPlugin(gpu, "b", initialize: (context, _) =>
        {
            Assert.Equal(("gpu", "gpu"), (context.Runtime.Name, CurrentTask.Runtime!.Name));
            Assert.Equal("AsyncRuntime:Runtimes:gpu:Plugins:b", context.Configuration.Path);
            return Task.CompletedTask;
        }).AddPlugin("c");
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            [
                "a.Initialize", "c.Initialize", "b.Initialize", "a.Setup", "c.Setup", "b.Setup", "a.Ready", "c.Ready", "b.Ready",
                "a.ExitRequested", "c.ExitRequested", "b.ExitRequested", "b.Stop", "c.Stop", "a.Stop", "a.Exited", "c.Exited", "b.Exited",
            ],
            application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_PluginOfOneRuntimeThrows_StopsAllRuntimes()
    {
        var application = new TestApplication().AddPlugin("a");
        var cpu = application.AddRuntime("cpu");
        application.AddPlugin(cpu, "b").AddPlugin(cpu, "c", initialize: (_, _) => throw new FormatException("no census"));

        var refused = await application.RefusedAsync(threads: 4);

        Assert.Equal("Plugin 'c' failed in Initialize: no census", refused.Message);
        Assert.Equal(["a.Initialize", "b.Initialize", "c.Initialize", "b.Stop", "a.Stop", "a.Exited", "b.Exited"], application.Journal.Lines);
        Assert.Equal(
            "No runtime of this host starts (default, cpu), and what had started is stopped again: Plugin 'c' failed in Initialize: no census",
            application.Logs.Single(4).Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_DefaultRuntimeUsesNamedRuntime_Completes()
    {
        var draining = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var application = new TestApplication();
        application.AddRuntime("cpu");
        using var host = application.Build();
        await host.StartAsync();
        var (runtime, cpu) = (host.Services.GetRequiredService<IRuntime>(), host.Services.GetRequiredKeyedService<IRuntimeHandle>("cpu"));
        var request = runtime.Spawn(async () =>
        {
            await draining.Task;
            return await cpu.Spawn(() => 5);
        });

        var stop = host.StopAsync();
        while (runtime.State != RuntimeState.Draining)
            await Task.Yield();
        draining.SetResult();

        Assert.Equal(5, await request);
        await stop;
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task TaskFaulted_WithStopInOneRuntime_StopsAndFailsHost()
    {
        var application = new TestApplication().Configure("AsyncRuntime:Runtimes:cpu:UnhandledFaults", "Stop");
        application.AddRuntime("cpu");
        using var host = application.Build();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(
            () => host.Services.GetRequiredKeyedService<IRuntimeHandle>("cpu").Spawn(
                () => SynchronizationContext.Current!.Post(_ => throw new FormatException("no census"), null)).Detach());

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAsync());

        Assert.StartsWith("Runtime 'cpu' was stopped by a fault that nobody awaits, of 'task ", failed.Message, StringComparison.Ordinal);
        await application.Threads.AllEndedAsync();
    }

    private sealed class Consumer(IRuntimeHandle runtime, [FromKeyedServices("cpu")] IRuntimeHandle cpu)
    {
        public IRuntimeHandle Runtime => runtime;

        public IRuntimeHandle Cpu => cpu;
    }
}
