using HostedRuntime.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Plugins;

/// <summary>Makes the plugins of a runtime out of what was added: opens files, finds the order, asks the services for instances.</summary>
internal sealed class PluginMaker(IServiceProvider services, string runtime, IRuntimeHandle handle, HookRunner hooks)
{
    private readonly IConfiguration _configuration = services.GetRequiredService<IConfiguration>();

    /// <summary>The plugins in layers.</summary>
    /// <exception cref="PluginInitializationException">They have no order, or one cannot be made.</exception>
    public IReadOnlyList<IReadOnlyList<PluginEntry>> Make()
    {
        List<PluginSource> sources = [.. services.GetKeyedServices<PluginSource>(runtime)];
        List<PluginRequirement> requirements = [.. services.GetKeyedServices<PluginRequirement>(runtime)];
        if (sources.Count == 0 && requirements.Count == 0)
            return [];
        return MakeInOrder(sources, requirements);
    }

    private IReadOnlyList<IReadOnlyList<PluginEntry>> MakeInOrder(List<PluginSource> sources, List<PluginRequirement> requirements)
    {
        var errors = new List<string>();
        var opened = sources.Select(source => source.Open(errors)).OfType<PluginRegistration>().ToList();
        try
        {
            var order = PluginGraph.Order(runtime, opened, requirements, errors);
            // Made in their order, not layer by layer: a constructor may use what an earlier one made.
            var made = order.Sequence.Select(Make).ToList();
            return [.. order.Layers.Select(layer => made.Where(plugin => layer.Contains(plugin.Registration, ReferenceEqualityComparer.Instance)).ToList())];
        }
        catch (PluginInitializationException)
        {
            opened.ForEach(static plugin => plugin.LoadedInto?.Unload());
            throw;
        }
    }

    /// <summary>The application's setup hooks.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Setup()
    {
        List<SetupRegistration> hooksOfSetup = [.. services.GetKeyedServices<SetupRegistration>(runtime)];
        if (hooksOfSetup.Count == 0)
            return [];
        var context = ContextFor(PluginName.Setup, handle, services);
        return [.. hooksOfSetup.Select(setup =>
            (Func<CancellationToken, Task>)(ct => hooks.RunAsync($"plugin:{PluginName.Setup}:{nameof(PluginPhase.Setup)}", own => setup.Hook(context, own), ct)))];
    }

    private PluginEntry Make(PluginRegistration registration, int place)
    {
        try
        {
            if (registration.LoadedInto is null)
                return new PluginEntry(registration, place, registration.Create(services), ContextFor(registration.Name, handle, services), hooks, branch: null);
            var branch = new RuntimeBranch(handle);
            var own = new BranchServices(services, runtime, branch);
            return new PluginEntry(registration, place, registration.Create(own), ContextFor(registration.Name, branch, own), hooks.On(branch), branch);
        }
        catch (Exception e)
        {
            throw new PluginInitializationException(registration.Name, PluginPhase.Initialize, e);
        }
    }

    private PluginContext ContextFor(string plugin, IRuntimeHandle its, IServiceProvider from)
        => new(plugin, its, from, _configuration.GetSection(RuntimeName.SectionOf(runtime, plugin)));
}
