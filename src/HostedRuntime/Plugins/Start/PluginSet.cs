using System.Diagnostics;
using System.Diagnostics.Metrics;
using HostedRuntime.Configuration;
using HostedRuntime.Diagnostics;
using HostedRuntime.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Plugins;

/// <summary>
/// The plugins of a runtime in their order, and the application's setup hooks. Each method runs one phase on all of them.
/// </summary>
internal sealed class PluginSet
{
    private readonly string _runtime;
    private readonly PluginStart _start;
    private readonly EventQueue _events;
    private readonly LiveOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    /// <summary>
    /// The plugins that are initialized and not unloaded, in their order. The start and the unloads write it; events read it at any time.
    /// Locked on itself.
    /// </summary>
    private readonly List<PluginRuntimeState> _live = [];

    private PluginSet(string runtime, PluginStart start, EventQueue events, LiveOptions options, TimeProvider clock, ILogger logger)
    {
        _runtime = runtime;
        _start = start;
        _events = events;
        _options = options;
        _clock = clock;
        _logger = logger;
        if (start.HasPlugins)
            events.Open(TellAllAsync);
    }

    public IReadOnlyList<string> Names => [.. Live().Select(static plugin => plugin.Name)];

    public StartupReport? Startup => _start.Report;

    /// <summary>Puts the plugins in order, then makes them.</summary>
    /// <exception cref="PluginInitializationException">The plugins have no order, or a plugin cannot be made.</exception>
    public static PluginSet Create(IServiceProvider services, RuntimeRegistration additions, IRuntimeHandle runtime, HookRunner hooks, LiveOptions options, ILogger logger)
    {
        var name = additions.Runtime;
        var maker = new PluginFactory(services, additions, runtime, hooks);
        var start = new PluginStart(name, maker.Make(), maker.Setup(), options.Current.PluginsStartConcurrently, new StartupHistogram(services.GetService<IMeterFactory>()), logger);
        var set = new PluginSet(name, start, services.GetRequiredKeyedService<EventQueue>(name), options, runtime.TimeProvider, logger);
        services.GetRequiredKeyedService<RuntimePlugins>(name).Attach(set);
        return set;
    }

    public Task InitializeAsync(CancellationToken ct) => _start.InitializeAsync(OnInitialized, ct);

    public Task SetupAsync(CancellationToken ct) => _start.SetupAsync(ct);

    /// <summary>
    /// Brings an event to every initialized plugin. The failure of a handler is logged, because an event cannot be refused.
    /// </summary>
    public Task PublishAsync(RuntimeEvent runtimeEvent, CancellationToken ct) => _events.PublishAsync(runtimeEvent, ct);

    /// <summary>Stops every initialized plugin, the last one first. A failure is logged, and the other plugins are still stopped.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        _start.LogIfFailed();
        // First, because a plugin that stops before its pending events were delivered would miss the very fault that stops the host.
        await _events.EndPostsAsync(_options.Current.PluginTimeout, _clock, ct).ConfigureAwait(false);
        foreach (var plugin in Live().Reverse())
            await StopAsync(plugin, ct).ConfigureAwait(false);
    }

    /// <summary>Unloads the plugins that came from files. Called after the last event.</summary>
    public async Task UnloadFilesAsync(CancellationToken ct)
    {
        foreach (var plugin in Live().Where(static plugin => plugin.IsLoaded).Reverse())
        {
            Remove(plugin);
            await LeaveAsync(plugin, ct).ConfigureAwait(false);
        }
    }

    public async Task<PluginUnloadReport> UnloadAsync(string name, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        var plugin = TakeUnloadable(name);
        await StopAsync(plugin, ct).ConfigureAwait(false);
        var left = await LeaveAsync(plugin, ct).ConfigureAwait(false);
        var report = new PluginUnloadReport(plugin.Name, left, Stopwatch.GetElapsedTime(start)) { HeldBy = [.. plugin.Kept.Select(static service => $"the host's services keep {service}")] };
        _logger.PluginUnloaded(plugin.Name, _runtime, report.Elapsed, left.Count);
        if (report.HeldBy.Count > 0)
            _logger.PluginHeld(plugin.Name, _runtime, string.Join(", ", report.HeldBy));
        return report;
    }

    private void OnInitialized(PluginRuntimeState plugin)
    {
        lock (_live)
        {
            // The hooks of a layer end in any order, and the list must keep the order of the plugins.
            var place = _live.FindIndex(other => other.Place > plugin.Place);
            _live.Insert(place < 0 ? _live.Count : place, plugin);
        }
    }

    private PluginRuntimeState[] Live()
    {
        lock (_live)
            return [.. _live];
    }

    private void Remove(PluginRuntimeState plugin)
    {
        lock (_live)
            _live.Remove(plugin);
    }

    private PluginRuntimeState TakeUnloadable(string plugin)
    {
        lock (_live)
        {
            var entry = _live.Find(other => PluginName.Comparer.Equals(other.Name, plugin))
                ?? throw new ArgumentException($"Runtime '{_runtime}' has no initialized plugin '{plugin}'.", nameof(plugin));
            if (!entry.IsLoaded)
                throw new InvalidOperationException($"Plugin '{entry.Name}' cannot be unloaded: it is part of the application, and did not come from a file.");
            var dependents = _live.Where(other => other.Registration.Dependencies.Any(dependency => dependency.IsMetBy(entry.Registration))).Select(static other => $"'{other.Name}'").ToList();
            if (dependents.Count > 0)
                throw new InvalidOperationException($"Plugin '{entry.Name}' cannot be unloaded: {string.Join(", ", dependents)} depend{(dependents.Count == 1 ? "s" : "")} on it.");
            _live.Remove(entry);
            return entry;
        }
    }

    private async Task TellAllAsync(RuntimeEvent runtimeEvent, CancellationToken ct)
    {
        foreach (var plugin in Live())
        {
            try
            {
                await plugin.HandleAsync(runtimeEvent, ct).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                _logger.EventHandlerFailed(plugin.Name, runtimeEvent.GetType().Name, e);
            }
        }
    }

    private async Task StopAsync(PluginRuntimeState plugin, CancellationToken ct)
    {
        try
        {
            await plugin.StopAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _logger.PluginStopFailed(plugin.Name, e.Message, e);
        }
    }

    private async Task<IReadOnlyList<TaskInfo>> LeaveAsync(PluginRuntimeState plugin, CancellationToken ct)
    {
        try
        {
            return await plugin.LeaveAsync(_options.Current.PluginTimeout, ct).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _logger.PluginStopFailed(plugin.Name, e.Message, e);
            return plugin.Branch!.CaptureTasks();
        }
    }
}
