using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests;

/// <summary>
/// A real host with a runtime of two workers, and as many more as the test adds, that reads nothing from the machine, and records what it logs, what its threads do and
/// what the test's plugins write down.
/// </summary>
internal sealed class TestApplication
{
    /// <summary>Milliseconds that no test takes unless something hangs.</summary>
    public const int Limit = 60_000;

    private readonly HostApplicationBuilder _builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

    public TestApplication(Action<RuntimeOptions>? configure = null)
    {
        _builder.Logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Trace);
        Runtime = _builder.Services.AddAsyncRuntime(configure).ConfigureHooks((_, hooks) => Threads.Watch(hooks));
        Configure("AsyncRuntime:WorkerThreads", "2");
        Configure("AsyncRuntime:ShutdownTimeout", "00:00:05");
    }

    public IAsyncRuntimeBuilder Runtime { get; }

    public IServiceCollection Services => _builder.Services;

    public IConfigurationManager Configuration => _builder.Configuration;

    public LogRecorder Logs { get; } = new();

    public ThreadCount Threads { get; } = new();

    public Journal Journal { get; } = new();

    public TestApplication Configure(string key, string? value)
    {
        _builder.Configuration.AddInMemoryCollection([new(key, value)]);
        return this;
    }

    /// <summary>Adds a named runtime, of two workers unless it is told otherwise.</summary>
    public IAsyncRuntimeBuilder AddRuntime(string name, Action<RuntimeOptions>? configure = null)
        => Services.AddAsyncRuntime(name, options => options.WorkerThreads = 2).ConfigureHooks((_, hooks) => Threads.Watch(hooks)).Services.AddAsyncRuntime(name, configure);

    /// <summary>The runtime's time then passes only when the test says so.</summary>
    public ManualClock UseManualClock()
    {
        var clock = new ManualClock();
        Services.AddSingleton<TimeProvider>(clock);
        return clock;
    }

    /// <summary>Adds a plugin that writes each call down; the hooks can be replaced one by one.</summary>
    public TestApplication AddPlugin(
        string name,
        Func<PluginContext, CancellationToken, Task>? initialize = null,
        Func<PluginContext, CancellationToken, Task>? setup = null,
        Func<RuntimeEvent, CancellationToken, Task>? onEvent = null,
        Func<CancellationToken, Task>? stop = null,
        params string[] dependsOn)
        => AddPlugin(Runtime, name, initialize, setup, onEvent, stop, dependsOn);

    /// <summary>The same, to another runtime than the default one.</summary>
    public TestApplication AddPlugin(
        IAsyncRuntimeBuilder runtime,
        string name,
        Func<PluginContext, CancellationToken, Task>? initialize = null,
        Func<PluginContext, CancellationToken, Task>? setup = null,
        Func<RuntimeEvent, CancellationToken, Task>? onEvent = null,
        Func<CancellationToken, Task>? stop = null,
        params string[] dependsOn)
    {
        runtime.AddPlugin(name, plugin => plugin
            .Initialize((context, ct) => Journal.Note($"{name}.Initialize", () => initialize?.Invoke(context, ct)))
            .Setup((context, ct) => Journal.Note($"{name}.Setup", () => setup?.Invoke(context, ct)))
            .OnEvent((runtimeEvent, ct) => Journal.Note($"{name}.{runtimeEvent.GetType().Name}", () => onEvent?.Invoke(runtimeEvent, ct)))
            .OnStop(ct => Journal.Note($"{name}.Stop", () => stop?.Invoke(ct)))
            .DependsOn(dependsOn));
        return this;
    }

    public IHost Build() => _builder.Build();

    /// <summary>What the host does not start with, which leaves no thread. The host is not disposed when the threads are counted: the start itself ends them.</summary>
    public async Task<PluginInitializationException> RefusedAsync(int threads = 2)
    {
        using var host = Build();
        var refused = await Assert.ThrowsAsync<PluginInitializationException>(() => host.StartAsync());
        Assert.Equal(threads, Threads.Started);
        await Threads.AllEndedAsync();
        return refused;
    }
}
