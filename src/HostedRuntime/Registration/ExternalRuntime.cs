using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HostedRuntime.Registration;

/// <summary>A runtime that the application makes and ends itself, in place of one that the host makes.</summary>
/// <param name="Handle">The runtime.</param>
internal sealed record ExternalRuntime(IRuntimeHandle Handle)
{
    /// <summary>
    /// Registers the runtime as an instance, because services do not dispose instances. Removes <see cref="IRuntime"/>, which is the
    /// owner's view.
    /// </summary>
    public static void Register(IServiceCollection services, string name, IRuntimeHandle handle)
    {
        var before = services.FirstOrDefault(service => service.IsKeyedService && Equals(service.ServiceKey, name) && service.ServiceType == typeof(ExternalRuntime));
        if (before?.KeyedImplementationInstance is ExternalRuntime other)
        {
            if (!ReferenceEquals(other.Handle, handle))
                throw new InvalidOperationException($"Runtime '{name}' was handed in before, as '{other.Handle.Name}': it cannot be '{handle.Name}' too.");
            return;
        }

        services.AddKeyedSingleton(name, new ExternalRuntime(handle));
        services.RemoveAllKeyed<IRuntime>(name);
        services.RemoveAllKeyed<IRuntimeHandle>(name);
        services.AddKeyedSingleton(name, handle);
        if (name != RuntimeName.Default)
            return;
        services.RemoveAll<IRuntime>();
        services.RemoveAll<IRuntimeHandle>();
        services.AddSingleton(handle);
    }
}
