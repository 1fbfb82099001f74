using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Plugins;

/// <summary>Makes the plugins that were added to a runtime: opens files, finds the order, asks the services for instances.</summary>
internal sealed class PluginFactory(IServiceProvider services, RuntimeRegistration additions, IRuntimeHandle handle, HookRunner hooks)
{
    /// <summary>The host's configuration. Read only for plugins and setup hooks, so that a host without them needs none.</summary>
    private IConfiguration Configuration => services.GetService<IConfiguration>() ?? throw NoConfiguration();

    private static InvalidOperationException NoConfiguration()
        => new("Plugins and setup hooks need an IConfiguration among the services, for their sections. A host has one; to other services add it by services.AddSingleton<IConfiguration>(...).");

    /// <summary>Makes the plugins.</summary>
    /// <returns>The plugins in layers.</returns>
    /// <exception cref="PluginInitializationException">The plugins have no order, or a plugin cannot be made.</exception>
    public IReadOnlyList<IReadOnlyList<PluginRuntimeState>> Make()
        => additions.Has<PluginSource>() || additions.Has<PluginRequirement>() ? MakeInOrder() : [];

    private IReadOnlyList<IReadOnlyList<PluginRuntimeState>> MakeInOrder()
    {
        var errors = new List<string>();
        var opened = additions.Of<PluginSource>().Select(source => source.Open(errors)).OfType<PluginRegistration>().ToList();
        // If a file could not be opened, its plugin's name is unknown. Its section would then be reported as a stray next to the real
        // error.
        if (PluginNames.KnownOf(additions) is null && errors.Count == 0)
            errors.AddRange(new StrayPluginSections(services.GetRequiredService<RuntimeRegistry>(), Configuration).Of(additions.Runtime, PluginNames.Of(additions, opened)));
        try
        {
            var order = PluginGraph.Order(additions.Runtime, opened, additions.Of<PluginRequirement>(), errors, RuntimeOf);
            // In their order and not layer by layer, because a constructor may use what an earlier plugin's constructor made.
            var made = order.Sequence.Select(Make).ToList();
            return [.. order.Layers.Select(layer => made.Where(plugin => layer.Contains(plugin.Registration, ReferenceEqualityComparer.Instance)).ToList())];
        }
        catch (PluginInitializationException)
        {
            opened.ForEach(static plugin => plugin.LoadedInto?.Unload());
            throw;
        }
    }

    /// <returns>Another runtime that has a plugin of that name, or null if none is known to have it.</returns>
    private string? RuntimeOf(string plugin)
    {
        var runtimes = services.GetRequiredService<RuntimeRegistry>();
        return runtimes.Names.FirstOrDefault(other => other != additions.Runtime
            && runtimes.AdditionsTo(other).Of<PluginSource>().Any(source => PluginName.Comparer.Equals(source.KnownName, plugin)));
    }

    /// <summary>Returns the application's setup hooks.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Setup() => additions.Has<SetupRegistration>() ? HooksOfSetup() : [];

    private IReadOnlyList<Func<CancellationToken, Task>> HooksOfSetup()
    {
        var context = ContextFor(PluginName.Setup, handle, services);
        var all = additions.Of<SetupRegistration>();
        return [.. all.Select((setup, i) => (Func<CancellationToken, Task>)(ct => RunSetupAsync(setup, context, (i, all.Count), ct)))];
    }

    private async Task RunSetupAsync(SetupRegistration setup, PluginContext context, (int Index, int Count) place, CancellationToken ct)
    {
        try
        {
            await hooks.RunAsync($"plugin:{PluginName.Setup}:{nameof(PluginPhase.Setup)}", own => setup.Hook(context, own), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (place.Count > 1 && e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"hook {place.Index + 1} of {place.Count}: {e.Message}", e);
        }
    }

    private PluginRuntimeState Make(PluginRegistration registration, int place)
    {
        try
        {
            if (registration.LoadedInto is null)
                return new PluginRuntimeState(registration, place, registration.Create(services), ContextFor(registration.Name, handle, services), hooks, own: null);
            var branch = new ChildRuntime(handle);
            var own = new BranchServices(services, additions.Runtime, branch);
            return new PluginRuntimeState(registration, place, registration.Create(own), ContextFor(registration.Name, branch, own), hooks.On(branch), own);
        }
        catch (Exception e)
        {
            throw new PluginInitializationException(registration.Name, PluginPhase.Initialize, e);
        }
    }

    private PluginContext ContextFor(string plugin, IRuntimeHandle its, IServiceProvider from)
        => new(plugin, its, from, Configuration.GetSection(RuntimeName.SectionOf(additions.Runtime, plugin)));
}
