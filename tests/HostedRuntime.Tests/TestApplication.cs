using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests;

/// <summary>
/// A real host with a runtime of two workers, plus the runtimes that the test adds. It reads no settings of the machine. It records its
/// log, its threads and the calls of the test's plugins.
/// </summary>
internal sealed class TestApplication
{
    /// <summary>The time limit of a test in milliseconds. Only a test that hangs exceeds it.</summary>
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

    /// <summary>Adds a named runtime, with two workers unless configured otherwise.</summary>
    public IAsyncRuntimeBuilder AddRuntime(string name, Action<RuntimeOptions>? configure = null)
        => Services.AddAsyncRuntime(name, options => options.WorkerThreads = 2).ConfigureHooks((_, hooks) => Threads.Watch(hooks)).Services.AddAsyncRuntime(name, configure);

    /// <summary>Replaces the clock of the runtime by one that only the test moves.</summary>
    public ManualClock UseManualClock()
    {
        var clock = new ManualClock();
        Services.AddSingleton<TimeProvider>(clock);
        return clock;
    }

    /// <summary>Adds a plugin that records each call. Each hook can be replaced.</summary>
    public TestApplication AddPlugin(
        string name,
        Func<PluginContext, CancellationToken, Task>? initialize = null,
        Func<PluginContext, CancellationToken, Task>? setup = null,
        Func<RuntimeEvent, CancellationToken, Task>? onEvent = null,
        Func<CancellationToken, Task>? stop = null,
        params string[] dependsOn)
        => AddPlugin(Runtime, name, initialize, setup, onEvent, stop, dependsOn);

    /// <summary>Adds such a plugin to a runtime other than the default runtime.</summary>
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

    /// <summary>
    /// Starts a host whose start must fail and leave no thread. The threads are counted before the host is disposed, because the failed
    /// start itself must end them.
    /// </summary>
    public async Task<PluginInitializationException> RefusedAsync(int threads = 2)
    {
        using var host = Build();
        var refused = await Assert.ThrowsAsync<PluginInitializationException>(() => host.StartAsync());
        Assert.Equal(threads, Threads.Started);
        await Threads.AllEndedAsync();
        return refused;
    }
}
