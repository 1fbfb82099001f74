using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Plugins;

/// <summary>
/// The host's services as a plugin from a file sees them, also in a scope. The runtime handle among them is the plugin's child runtime, so
/// that the plugin's tasks are known. A type of the plugin is not passed on to the container if that can be avoided; otherwise it is noted.
/// </summary>
/// <remarks>
/// A container keeps every type that it was asked for as long as it lives, and with the type the load context of the plugin. The host's
/// container was built before the plugin was loaded. So it can only make services of the plugin's types from open generics, such as ILogger
/// and IOptions.
/// </remarks>
internal sealed class BranchServices : IKeyedServiceProvider
{
    private readonly IServiceProvider _services;
    private readonly string _runtime;
    private readonly bool _isDefault;
    private readonly IServiceProviderIsService? _isService;

    /// <summary>The names of the plugin's types that the container keeps. Locked on itself; shared with the scopes.</summary>
    private readonly List<string> _kept;

    public BranchServices(IServiceProvider services, string runtime, ChildRuntime branch) : this(services, runtime, branch, [])
    {
    }

    private BranchServices(IServiceProvider services, string runtime, ChildRuntime branch, List<string> kept)
    {
        _services = services;
        _runtime = runtime;
        _isDefault = runtime == RuntimeName.Default;
        _isService = services.GetService<IServiceProviderIsService>();
        Branch = branch;
        _kept = kept;
    }

    public ChildRuntime Branch { get; }

    /// <summary>The services of the plugin's types that the container keeps. They hold the plugin's code in memory.</summary>
    public IReadOnlyList<string> Kept
    {
        get
        {
            lock (_kept)
                return [.. _kept];
        }
    }

    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(IServiceProvider))
            return this;
        if (serviceType == typeof(IServiceScopeFactory))
            return new ScopeFactory(this);
        if (_isDefault && serviceType == typeof(IRuntimeHandle))
            return Branch;
        return serviceType.IsCollectible ? GetOwn(serviceType) : _services.GetService(serviceType);
    }

    public object? GetKeyedService(Type serviceType, object? serviceKey)
    {
        if (serviceType == typeof(IRuntimeHandle) && Equals(serviceKey, _runtime))
            return Branch;
        if (_services is not IKeyedServiceProvider keyed)
            return null;
        if (serviceType.IsCollectible)
        {
            if (_services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(serviceType, serviceKey) == false)
                return null;
            NoteKept(serviceType);
        }

        return keyed.GetKeyedService(serviceType, serviceKey);
    }

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey)
        => GetKeyedService(serviceType, serviceKey)
            ?? throw new InvalidOperationException($"No service for type '{serviceType}' with key '{serviceKey}' has been registered.");

    /// <summary>Returns a service whose type is one of the plugin's, or a generic type over one of the plugin's.</summary>
    private object? GetOwn(Type serviceType)
    {
        var made = serviceType.IsConstructedGenericType ? serviceType.GetGenericTypeDefinition() : null;
        if (made == typeof(ILogger<>) && _services.GetService<ILoggerFactory>() is { } loggers)
            return MakeLogger(serviceType.GenericTypeArguments[0], loggers);
        if (made == typeof(IEnumerable<>) && _isService?.IsService(serviceType.GenericTypeArguments[0]) == false)
            return NoneOf(serviceType.GenericTypeArguments[0]);
        // The container keeps a type even if it answers with null.
        if (_isService?.IsService(serviceType) == false)
            return null;
        NoteKept(serviceType);
        return _services.GetService(serviceType);
    }

    private void NoteKept(Type serviceType)
    {
        var name = NameOf(serviceType);
        lock (_kept)
        {
            if (!_kept.Contains(name))
                _kept.Add(name);
        }
    }

    private static string NameOf(Type type)
        => type.IsConstructedGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>" : type.Name;

    /// <summary>Makes the logger that the container would make, and would keep.</summary>
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Of types of a plugin from a file only; AddPluginFile says that it needs dynamic code.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "Of types of a plugin from a file only; AddPluginFile says that it needs untrimmed code.")]
    private static object MakeLogger(Type category, ILoggerFactory loggers) => Activator.CreateInstance(typeof(Logger<>).MakeGenericType(category), loggers)!;

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Of types of a plugin from a file only; AddPluginFile says that it needs dynamic code.")]
    private static Array NoneOf(Type type) => Array.CreateInstance(type, 0);

    private sealed class ScopeFactory(BranchServices outer) : IServiceScopeFactory
    {
        public IServiceScope CreateScope() => new Scope(outer._services.CreateAsyncScope(), outer);
    }

    private sealed class Scope(AsyncServiceScope scope, BranchServices outer) : IServiceScope, IAsyncDisposable
    {
        public IServiceProvider ServiceProvider { get; } = new BranchServices(scope.ServiceProvider, outer._runtime, outer.Branch, outer._kept);

        public void Dispose() => scope.Dispose();

        public ValueTask DisposeAsync() => scope.DisposeAsync();
    }
}
