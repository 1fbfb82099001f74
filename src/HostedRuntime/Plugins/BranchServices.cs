using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Plugins;

/// <summary>The host's services as a plugin from a file sees them: the handle of its runtime is its own branch, so that its tasks are known.</summary>
internal sealed class BranchServices(IServiceProvider services, string runtime, RuntimeBranch branch) : IKeyedServiceProvider
{
    private readonly bool _isDefault = runtime == Hosting.RuntimeName.Default;

    public object? GetService(Type serviceType)
        => serviceType == typeof(IServiceProvider) ? this
            : _isDefault && serviceType == typeof(IRuntimeHandle) ? branch
            : services.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey)
        => serviceType == typeof(IRuntimeHandle) && Equals(serviceKey, runtime) ? branch : (services as IKeyedServiceProvider)?.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey)
        => GetKeyedService(serviceType, serviceKey)
            ?? throw new InvalidOperationException($"No service for type '{serviceType}' with key '{serviceKey}' has been registered.");
}
