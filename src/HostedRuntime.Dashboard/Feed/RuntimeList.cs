using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Dashboard.Feed;

/// <summary>The runtimes of the host, in the order in which they were added. Thread-safe.</summary>
/// <param name="services">The registrations. They are read at the first use, because runtimes may be added after the dashboard.</param>
/// <param name="provider">The services.</param>
internal sealed class RuntimeList(IServiceCollection services, IServiceProvider provider)
{
    private readonly Lazy<IReadOnlyList<IRuntime>> _all = new(() => Find(services, provider));

    public IReadOnlyList<IRuntime> All => _all.Value;

    /// <summary>Returns the names under which runtimes were added.</summary>
    public static IEnumerable<string> NamesIn(IServiceCollection services)
        => services.Where(static service => service.IsKeyedService && service.ServiceType == typeof(IRuntimeHandle)).Select(static service => service.ServiceKey).OfType<string>().Distinct();

    // A child runtime that was handed in has no snapshot; its tasks are in that of its runtime.
    private static IReadOnlyList<IRuntime> Find(IServiceCollection services, IServiceProvider provider)
        => [.. NamesIn(services).Select(name => provider.GetRequiredKeyedService<IRuntimeHandle>(name)).OfType<IRuntime>()];
}
