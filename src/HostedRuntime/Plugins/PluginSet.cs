using System.Diagnostics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Plugins;

/// <summary>The plugins of a runtime in their order, and the application's setup hooks: calls one phase on all of them, one after the other.</summary>
internal sealed class PluginSet
{
    private readonly IReadOnlyList<Entry> _plugins;
    private readonly IReadOnlyList<SetupRegistration> _setups;
    private readonly PluginContext _setupContext;
    private readonly HookRunner _hooks;
    private readonly ILogger _logger;

    /// <summary>How many, from the first, have to be stopped. Written by the start, read by the end, which waits for the start to leave.</summary>
    private int _initialized;

    private PluginSet(IReadOnlyList<Entry> plugins, IReadOnlyList<SetupRegistration> setups, PluginContext setupContext, HookRunner hooks, ILogger logger)
    {
        _plugins = plugins;
        _setups = setups;
        _setupContext = setupContext;
        _hooks = hooks;
        _logger = logger;
    }

    /// <summary>Puts the plugins in order, then makes them.</summary>
    /// <exception cref="PluginInitializationException">They have no order, or one cannot be made.</exception>
    public static PluginSet Create(IServiceProvider services, string name, IRuntimeHandle runtime, HookRunner hooks, ILogger logger)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var order = PluginGraph.Order(name, [.. services.GetKeyedServices<PluginRegistration>(name)]);
        return new PluginSet(
            [.. order.Select(registration => new Entry(Make(registration, services), ContextFor(registration.Name)))],
            [.. services.GetKeyedServices<SetupRegistration>(name)],
            ContextFor(PluginName.Setup),
            hooks,
            logger);

        PluginContext ContextFor(string plugin) => new(plugin, runtime, services, configuration.GetSection(RuntimeName.SectionOf(name, plugin)));
    }

    public async Task InitializeAsync(CancellationToken ct)
    {
        foreach (var (plugin, context) in _plugins)
        {
            await RunAsync(context, PluginPhase.Initialize, plugin.InitializeAsync, ct).ConfigureAwait(false);
            _initialized++;
        }
    }

    public async Task SetupAsync(CancellationToken ct)
    {
        foreach (var (plugin, context) in _plugins)
            await RunAsync(context, PluginPhase.Setup, plugin.SetupAsync, ct).ConfigureAwait(false);
        foreach (var setup in _setups)
            await RunAsync(_setupContext, PluginPhase.Setup, setup.Hook, ct).ConfigureAwait(false);
    }

    /// <summary>Tells every plugin that was initialized. What fails is logged: an event cannot be refused.</summary>
    public async Task PublishAsync(RuntimeEvent runtimeEvent, CancellationToken ct)
    {
        var name = runtimeEvent.GetType().Name;
        foreach (var (plugin, context) in _plugins.Take(_initialized))
        {
            try
            {
                await _hooks.RunAnywhereAsync(TaskName(context, name), own => plugin.OnEventAsync(runtimeEvent, own), ct).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                _logger.EventHandlerFailed(context.Name, name, e);
            }
        }
    }

    /// <summary>Stops every plugin that was initialized, the last one first. What fails is logged, and the others are stopped all the same.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        foreach (var (plugin, context) in _plugins.Take(_initialized).Reverse())
        {
            try
            {
                await _hooks.RunAnywhereAsync(TaskName(context, nameof(PluginPhase.Stop)), plugin.StopAsync, ct).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                _logger.PluginStopFailed(context.Name, e);
            }
        }
    }

    private static IRuntimePlugin Make(PluginRegistration registration, IServiceProvider services)
    {
        try
        {
            return registration.Create(services);
        }
        catch (Exception e)
        {
            throw new PluginInitializationException(registration.Name, PluginPhase.Initialize, e);
        }
    }

    private static string TaskName(PluginContext context, string hook) => $"plugin:{context.Name}:{hook}";

    private async Task RunAsync(PluginContext context, PluginPhase phase, Func<PluginContext, CancellationToken, Task> hook, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var start = Stopwatch.GetTimestamp();
        try
        {
            await _hooks.RunAsync(TaskName(context, phase.ToString()), own => hook(context, own), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            throw new PluginInitializationException(context.Name, phase, e);
        }

        _logger.PluginPhaseEnded(context.Name, phase, Stopwatch.GetElapsedTime(start));
    }

    private sealed record Entry(IRuntimePlugin Plugin, PluginContext Context);
}
