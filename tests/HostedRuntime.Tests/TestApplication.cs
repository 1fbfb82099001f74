using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests;

/// <summary>
/// A real host with one runtime of two workers, that reads nothing from the machine, and records what it logs, what its threads do and
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
    {
        Runtime.AddPlugin(name, plugin => plugin
            .Initialize((context, ct) => Journal.Note($"{name}.Initialize", () => initialize?.Invoke(context, ct)))
            .Setup((context, ct) => Journal.Note($"{name}.Setup", () => setup?.Invoke(context, ct)))
            .OnEvent((runtimeEvent, ct) => Journal.Note($"{name}.{runtimeEvent.GetType().Name}", () => onEvent?.Invoke(runtimeEvent, ct)))
            .OnStop(ct => Journal.Note($"{name}.Stop", () => stop?.Invoke(ct)))
            .DependsOn(dependsOn));
        return this;
    }

    public IHost Build() => _builder.Build();
}

/// <summary>What happened, in order.</summary>
internal sealed class Journal
{
    private readonly List<string> _lines = [];

    public string[] Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public void Add(string line)
    {
        lock (_lines)
            _lines.Add(line);
    }

    public Task Note(string line, Func<Task?>? then = null)
    {
        Add(line);
        return then?.Invoke() ?? Task.CompletedTask;
    }
}

/// <summary>The threads of a runtime that started and did not end.</summary>
internal sealed class ThreadCount
{
    private int _started;
    private int _alive;

    public int Started => Volatile.Read(ref _started);

    public int Alive => Volatile.Read(ref _alive);

    public void Watch(RuntimeHooks hooks)
    {
        hooks.ThreadStarted += _ =>
        {
            Interlocked.Increment(ref _started);
            Interlocked.Increment(ref _alive);
        };
        hooks.ThreadStopping += _ => Interlocked.Decrement(ref _alive);
    }
}
