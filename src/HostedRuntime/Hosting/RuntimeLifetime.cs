using HostedRuntime.Configuration;
using HostedRuntime.Diagnostics;
using HostedRuntime.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Hosting;

/// <summary>What the phases of a host are for one of its runtimes. <see cref="RuntimeCoordinator"/> calls them, in their order.</summary>
internal sealed class RuntimeLifetime
{
    private readonly IRuntimeHandle _runtime;

    /// <summary>Null when the application handed the runtime in and ends it itself.</summary>
    private readonly IRuntime? _owned;
    private readonly PluginSet _plugins;
    private readonly FaultWatch _faults;
    private readonly LiveOptions _options;
    private readonly IServiceProvider _services;
    private readonly ILogger _logger;
    private OptionsReload? _reload;

    /// <summary>Of a runtime that was handed in: hears of its end until the host stops.</summary>
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

    /// <summary>The name that the runtime was added under; one that was handed in may call itself differently.</summary>
    public string Name { get; }

    /// <summary>What the host has to end with, because the runtime ended by it; null as a rule.</summary>
    public Exception? Fatal => _faults.Fatal;

    /// <summary>From the options where they tell: the figures of a runtime take a millisecond of a host's start to compile.</summary>
    private int Workers
    {
        get
        {
            if (_owned is null)
                return _runtime.Metrics.Workers.Count;
            return _runtime.Flavor == RuntimeFlavor.ThreadPool ? 0 : _options.Current.WorkerThreads;
        }
    }

    public static RuntimeLifetime Create(IServiceProvider services, RuntimeAdditions additions, Overtime overtime)
    {
        var name = additions.Runtime;
        var logger = Log.For(services);
        var options = services.GetRequiredKeyedService<LiveOptions>(name);
        var runtime = services.GetRequiredKeyedService<IRuntimeHandle>(name);
        var hooks = new HookRunner(runtime, options, services.GetService<TimeProvider>() ?? TimeProvider.System, logger, overtime);
        var plugins = PluginSet.Create(services, additions, runtime, hooks, options, logger);
        return new RuntimeLifetime(name, runtime, plugins, options, services, logger);
    }

    /// <summary>The workers, at once.</summary>
    public void Start()
    {
        // A branch has no state, and a token that tells.
        if (_owned is null && (_runtime is IRuntime { State: > RuntimeState.Running } || _runtime.Stopping.IsCancellationRequested))
            throw new InvalidOperationException($"Runtime '{Name}' was handed in by UseRuntime, and has ended: no host can start on it.");
        // Also one that was handed in: without it nothing would ever run there.
        (_runtime as IRuntime)?.Start();
        _logger.RuntimeStarted(Name, _runtime.Flavor, Workers);
        if (_owned is null)
            _endWatch = _runtime.Stopping.UnsafeRegister(static lifetime => ((RuntimeLifetime)lifetime!).OnHandedInEnded(), this);
        // Without a configuration there is nothing that could change.
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

    /// <summary>Every plugin's, then the application's.</summary>
    public Task SetupAsync(CancellationToken ct) => _plugins.SetupAsync(ct);

    public Task AnnounceReadyAsync(CancellationToken ct) => _plugins.PublishAsync(new RuntimeEvent.Ready(Name), ct);

    public Task AnnounceExitAsync(CancellationToken ct) => _plugins.PublishAsync(new RuntimeEvent.ExitRequested(Name), ct);

    public Task StopPluginsAsync(CancellationToken ct)
    {
        // Not disposed: that would wait for the callback.
        _endWatch.Unregister();
        return _plugins.StopAsync(ct);
    }

    /// <summary>
    /// Drains the runtime, and tells the plugins how it ended: after the drain, off the runtime, for before it there is no report, and an
    /// event without one would be a second ExitRequested. A runtime that was handed in goes on, so there is nothing to tell.
    /// </summary>
    public async Task ShutdownAsync(CancellationToken ct)
    {
        if (_owned is not null)
        {
            _reload?.Dispose();
            var report = await _owned.ShutdownAsync(_options.Current.ShutdownTimeout, ct).ConfigureAwait(false);
            if (report.IsClean)
                _logger.RuntimeEnded(Name, report);
            else
                _logger.RuntimeEndedWithRest(Name, report);
            await _plugins.PublishAsync(new RuntimeEvent.Exited(Name, report), ct).ConfigureAwait(false);
        }

        await _plugins.UnloadFilesAsync(ct).ConfigureAwait(false);
    }

    private void OnHandedInEnded() => _faults.OnHandedInEnded(_runtime);
}
