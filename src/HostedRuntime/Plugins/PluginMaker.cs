using HostedRuntime.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Plugins;

/// <summary>Makes the plugins of a runtime out of what was added: opens files, finds the order, asks the services for instances.</summary>
internal sealed class PluginMaker(IServiceProvider services, RuntimeAdditions additions, IRuntimeHandle handle, HookRunner hooks)
{
    private readonly IConfiguration _configuration = services.GetRequiredService<IConfiguration>();

    /// <summary>The plugins in layers.</summary>
    /// <exception cref="PluginInitializationException">They have no order, or one cannot be made.</exception>
    public IReadOnlyList<IReadOnlyList<PluginEntry>> Make()
        => additions.Has<PluginSource>() || additions.Has<PluginRequirement>() ? MakeInOrder() : [];

    private IReadOnlyList<IReadOnlyList<PluginEntry>> MakeInOrder()
    {
        var errors = new List<string>();
        var opened = additions.Of<PluginSource>().Select(source => source.Open(errors)).OfType<PluginRegistration>().ToList();
        try
        {
            var order = PluginGraph.Order(additions.Runtime, opened, additions.Of<PluginRequirement>(), errors);
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
    public IReadOnlyList<Func<CancellationToken, Task>> Setup() => additions.Has<SetupRegistration>() ? HooksOfSetup() : [];

    private IReadOnlyList<Func<CancellationToken, Task>> HooksOfSetup()
    {
        var context = ContextFor(PluginName.Setup, handle, services);
        return [.. additions.Of<SetupRegistration>().Select(setup =>
            (Func<CancellationToken, Task>)(ct => hooks.RunAsync($"plugin:{PluginName.Setup}:{nameof(PluginPhase.Setup)}", own => setup.Hook(context, own), ct)))];
    }

    private PluginEntry Make(PluginRegistration registration, int place)
    {
        try
        {
            if (registration.LoadedInto is null)
                return new PluginEntry(registration, place, registration.Create(services), ContextFor(registration.Name, handle, services), hooks, branch: null);
            var branch = new RuntimeBranch(handle);
            var own = new BranchServices(services, additions.Runtime, branch);
            return new PluginEntry(registration, place, registration.Create(own), ContextFor(registration.Name, branch, own), hooks.On(branch), branch);
        }
        catch (Exception e)
        {
            throw new PluginInitializationException(registration.Name, PluginPhase.Initialize, e);
        }
    }

    private PluginContext ContextFor(string plugin, IRuntimeHandle its, IServiceProvider from)
        => new(plugin, its, from, _configuration.GetSection(RuntimeName.SectionOf(additions.Runtime, plugin)));
}
