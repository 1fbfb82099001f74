using HostedRuntime.Configuration;
using HostedRuntime.Diagnostics;
using HostedRuntime.Plugins;
using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Hosting;

/// <summary>The phases of a host for one of its runtimes. <see cref="RuntimeCoordinator"/> calls them in order.</summary>
internal sealed class RuntimeLifetime
{
    private readonly IRuntimeHandle _runtime;

    /// <summary>The runtime if the host ends it; null if the application handed it in and ends it itself.</summary>
    private readonly IRuntime? _owned;
    private readonly PluginSet _plugins;
    private readonly FaultWatch _faults;
    private readonly LiveOptions _options;
    private readonly IServiceProvider _services;
    private readonly ILogger _logger;
    private OptionsReload? _reload;

    /// <summary>The registration with the end of a runtime that was handed in, until the host stops.</summary>
    private CancellationTokenRegistration _endWatch;

    private RuntimeLifetime(string name, IRuntimeHandle runtime, PluginSet plugins, LiveOptions options, IServiceProvider services, ILogger logger)
    {
        Name = name;
        _runtime = runtime;
        _owned = services.GetKeyedService<IRuntime>(name);
        _plugins = plugins;
        _faults = services.GetRequiredKeyedService<FaultWatch>(name);
        _options = options;
        _services = services;
        _logger = logger;
    }

    /// <summary>The name under which the runtime was added. The own name of a runtime that was handed in may differ.</summary>
    public string Name { get; }

    /// <summary>The exception with which the host has to end, because a fault has ended the runtime; usually null.</summary>
    public Exception? Fatal => _faults.Fatal;

    /// <summary>
    /// The number of workers. Read from the options if possible, because the metrics of a runtime cost a host's start some time to compile.
    /// </summary>
    private int Workers
    {
        get
        {
            if (_owned is null)
                return _runtime.Metrics.Workers.Count;
            return _runtime.Flavor == RuntimeFlavor.ThreadPool ? 0 : _options.Current.WorkerThreads;
        }
    }

    public static RuntimeLifetime Create(IServiceProvider services, RuntimeRegistration additions, Overtime overtime)
    {
        var name = additions.Runtime;
        var logger = Log.For(services);
        var options = services.GetRequiredKeyedService<LiveOptions>(name);
        var runtime = services.GetRequiredKeyedService<IRuntimeHandle>(name);
        var hooks = new HookRunner(runtime, options, services.GetService<TimeProvider>() ?? TimeProvider.System, logger, overtime);
        var plugins = PluginSet.Create(services, additions, runtime, hooks, options, logger);
        return new RuntimeLifetime(name, runtime, plugins, options, services, logger);
    }

    /// <summary>Starts the workers.</summary>
    public void Start()
    {
        // A child runtime has no state, but its token shows whether it has ended.
        if (_owned is null && (_runtime is IRuntime { State: > RuntimeState.Running } || _runtime.Stopping.IsCancellationRequested))
            throw new InvalidOperationException($"Runtime '{Name}' was handed in by UseRuntime, and has ended: no host can start on it.");
        // Starts a runtime that was handed in too. Otherwise it would never run anything.
        (_runtime as IRuntime)?.Start();
        _logger.RuntimeStarted(Name, _runtime.Flavor, Workers);
        if (_owned is null)
            _endWatch = _runtime.Stopping.UnsafeRegister(static lifetime => ((RuntimeLifetime)lifetime!).OnHandedInEnded(), this);
        // Without a configuration the options cannot change.
        if (_owned is not null && _services.GetService<IConfiguration>() is not null)
            _reload = OptionsReload.Watch(_services, Name, _owned);
        if (Name != RuntimeName.Default)
            return;
        var isInUse = AsyncRuntime.Offer(_runtime, out var other);
        if (other is null)
            return;
        if (isInUse)
            _logger.FallbackReplaced(other.Name, Name);
        else
            _logger.FallbackTaken(other.Name, Name);
    }

    public Task InitializeAsync(CancellationToken ct) => _plugins.InitializeAsync(ct);

    /// <summary>Runs the setup of every plugin, then of the application.</summary>
    public Task SetupAsync(CancellationToken ct) => _plugins.SetupAsync(ct);

    public Task AnnounceReadyAsync(CancellationToken ct) => _plugins.PublishAsync(new RuntimeEvent.Ready(Name), ct);

    public Task AnnounceExitAsync(CancellationToken ct) => _plugins.PublishAsync(new RuntimeEvent.ExitRequested(Name), ct);

    public Task StopPluginsAsync(CancellationToken ct)
    {
        // Not disposed, because Dispose would wait for the callback.
        _endWatch.Unregister();
        return _plugins.StopAsync(ct);
    }

    /// <summary>Shuts the runtime down, and then reports to the plugins how it ended. A runtime that was handed in is not ended.</summary>
    /// <remarks>
    /// The plugins get the report off the runtime, because it does not exist before the drain. An event without the report would be a
    /// second ExitRequested.
    /// </remarks>
    public async Task ShutdownAsync(CancellationToken ct)
    {
        if (_owned is not null)
        {
            _reload?.Dispose();
            var report = await _owned.ShutdownAsync(_options.Current.ShutdownTimeout, ct).ConfigureAwait(false);
            if (report.IsClean)
                _logger.RuntimeEnded(Name, report);
            else
                _logger.RuntimeEndedWithRest(Name, report, TaskRows.Held(_owned, [.. report.StillRunning.Select(static task => task.Id)]));
            await _plugins.PublishAsync(new RuntimeEvent.Exited(Name, report), ct).ConfigureAwait(false);
        }

        await _plugins.UnloadFilesAsync(ct).ConfigureAwait(false);
    }

    private void OnHandedInEnded() => _faults.OnHandedInEnded(_runtime);
}
