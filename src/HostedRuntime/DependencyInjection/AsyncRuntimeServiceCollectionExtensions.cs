using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Channels;
using HostedRuntime.Cluster;
using HostedRuntime.Configuration;
using HostedRuntime.DependencyInjection;
using HostedRuntime.Diagnostics;
using HostedRuntime.Hosting;
using HostedRuntime.Plugins;
using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HostedRuntime;

/// <summary>Adds runtimes to a host.</summary>
public static class AsyncRuntimeServiceCollectionExtensions
{
    private static readonly Func<IServiceProvider, object> s_defaultRuntime = static provider => provider.GetRequiredKeyedService<IRuntime>(RuntimeName.Default);
    private static readonly Func<IServiceProvider, object> s_defaultHandle = static provider => provider.GetRequiredKeyedService<IRuntimeHandle>(RuntimeName.Default);

    /// <summary>
    /// Adds the host's default runtime, which starts before every hosted service and ends after all of them. Inject it as
    /// <see cref="IRuntimeHandle"/> or <see cref="IRuntime"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the options after the configuration was read. Null changes nothing.</param>
    /// <returns>A builder for plugins and hooks.</returns>
    /// <remarks>
    /// <para>The options come from the section <c>AsyncRuntime</c> of the configuration, then from <paramref name="configure"/>. If any are
    /// not valid, the host does not start; one message has all errors.</para>
    /// <para>Another call adds no second runtime; every <paramref name="configure"/> applies, in order. If constructors spawn tasks before
    /// the host starts, the tasks are queued until then. The runtime's clock is the <see cref="TimeProvider"/> of the services if there is
    /// one. While the host runs, <see cref="AsyncRuntime.Handle"/> leads to this runtime, unless another runtime is in use there.</para>
    /// </remarks>
    public static IAsyncRuntimeBuilder AddAsyncRuntime(this IServiceCollection services, Action<RuntimeOptions>? configure = null)
        => services.AddAsyncRuntime(RuntimeName.Default, configure);

    /// <summary>
    /// Adds a named runtime, next to the default runtime or without it. It has threads of its own, so that the runtimes do not delay each
    /// other.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The name of the runtime and of its section. "default" is the runtime that is added without a name.</param>
    /// <param name="configure">Changes the options after the configuration was read. Null changes nothing.</param>
    /// <returns>A builder for plugins and hooks of this runtime.</returns>
    /// <exception cref="ArgumentException">
    /// The name is empty, contains ':' or control characters, or differs from that of another runtime in case only.
    /// </exception>
    /// <remarks>
    /// <para>Inject it by its name, as in <c>[FromKeyedServices("cpu")] IRuntimeHandle</c>. Its options come from the section
    /// <c>AsyncRuntime:Runtimes:&lt;name&gt;</c>.</para>
    /// <para>Another call with the same name adds no second runtime. All runtimes of a host start before the first plugin. Plugins are
    /// initialized and set up runtime by runtime, in the order in which the runtimes were added, and stopped in reverse. Then the default
    /// runtime drains, then all named ones concurrently.</para>
    /// </remarks>
    public static IAsyncRuntimeBuilder AddAsyncRuntime(this IServiceCollection services, string name, Action<RuntimeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var runtimes = RuntimeRegistry.Of(services);
        if (runtimes.TryAdd(RuntimeName.Check(name)))
        {
            if (runtimes.Names.Count == 1)
                AddHosting(services, runtimes);
            AddRuntime(services, runtimes.AdditionsTo(name));
        }

        if (configure is not null)
            services.Configure(RuntimeName.OptionsNameOf(name), configure);
        return new AsyncRuntimeBuilder(name, services);
    }

    /// <summary>Adds the services that a host needs once, however many runtimes it has.</summary>
    private static void AddHosting(IServiceCollection services, RuntimeRegistry runtimes)
    {
        // The registry is captured, because the container compiles code for an instance that is asked for twice. Closed types and
        // factories, because code that the container finds by reflection or makes of open types is compiled at each start of a host. And
        // typeof, because a type argument makes each factory a delegate of another type, which has to be loaded.
        services.AddOptions<AllRuntimeOptions>().ValidateOnStart();
        services.AddSingleton(typeof(AllRuntimeOptionsMonitor), provider => new AllRuntimeOptionsMonitor(provider, runtimes));
        services.AddSingleton(typeof(IOptionsMonitor<AllRuntimeOptions>), static provider => provider.GetRequiredService<AllRuntimeOptionsMonitor>());
        services.AddSingleton(typeof(MadeRuntimes), static _ => new MadeRuntimes());
        services.AddSingleton(typeof(IConfigureOptions<RuntimeOptions>), provider => new RuntimeOptionsBinder(runtimes, provider.GetService<IConfiguration>()));
        services.AddSingleton(typeof(IValidateOptions<RuntimeOptions>), provider => new RuntimeOptionsValidator(runtimes, provider.GetService<IConfiguration>()));
        // A singleton, because the container compiles code for a service of another lifetime when it is asked for a second time.
        services.TryAddSingleton(typeof(IOptionsFactory<RuntimeOptions>), static provider => new OptionsFactory<RuntimeOptions>(
            provider.GetServices<IConfigureOptions<RuntimeOptions>>(),
            provider.GetServices<IPostConfigureOptions<RuntimeOptions>>(),
            provider.GetServices<IValidateOptions<RuntimeOptions>>()));
        ClusterServices.AddLocal(services);
        services.AddSingleton(typeof(RuntimeCoordinator), provider =>
        {
            MakeAliases(services, provider);
            return RuntimeCoordinator.Create(provider, runtimes);
        });
        // Before services that were registered earlier, because the host starts its services in this order and stops them in reverse.
        services.AddSingleton(typeof(AsyncRuntimeHostedService), static provider => new AsyncRuntimeHostedService(provider));
        services.Insert(0, ServiceDescriptor.Singleton(typeof(IHostedService), static provider => provider.GetRequiredService<AsyncRuntimeHostedService>()));
        services.Insert(1, ServiceDescriptor.Singleton(typeof(IHostedService), static provider => new StartGate(provider.GetRequiredService<AsyncRuntimeHostedService>())));
    }

    private static void AddRuntime(IServiceCollection services, RuntimeRegistration additions)
    {
        var name = additions.Runtime;
        services.AddKeyedSingleton(typeof(LiveOptions), name, static (provider, key) => new LiveOptions(provider.GetRequiredService<AllRuntimeOptionsMonitor>().Of((string)key!)));
        services.AddKeyedSingleton(typeof(FaultWatch), name, static (provider, key) => new FaultWatch(provider, (string)key!));
        services.AddKeyedSingleton(typeof(EventQueue), name, static (provider, key) => new EventQueue((string)key!, Log.For(provider)));
        services.AddKeyedSingleton(typeof(RuntimePlugins), name, static (_, key) => new RuntimePlugins((string)key!));
        services.AddKeyedSingleton(typeof(IRuntimePlugins), name, static (provider, key) => provider.GetRequiredKeyedService<RuntimePlugins>(key));
        services.AddKeyedSingleton(typeof(IRuntime), name, (provider, _) => RuntimeFactory.Create(provider, additions));
        services.AddKeyedSingleton(typeof(IRuntimeHandle), name, static (provider, key) => provider.GetRequiredKeyedService<IRuntime>(key));
        if (name != RuntimeName.Default)
            return;
        // A service that the application registered in place of ours stays, as in a test.
        services.TryAddSingleton(typeof(IRuntime), s_defaultRuntime);
        services.TryAddSingleton(typeof(IRuntimeHandle), s_defaultHandle);
        services.TryAddSingleton(typeof(IRuntimePlugins), static provider => provider.GetRequiredKeyedService<IRuntimePlugins>(RuntimeName.Default));
    }

    /// <summary>
    /// Makes the aliases of the default runtime before the coordinator. The container disposes an object once for each service that
    /// returned it, in the reverse order of making. If an alias were first asked for after the start, its disposal would end the runtime
    /// before the coordinator stops the plugins.
    /// </summary>
    private static void MakeAliases(IServiceCollection services, IServiceProvider provider)
    {
        Type? runtime = null, handle = null;
        // The last registration of a type counts. A service that the application put in place of ours is left alone.
        foreach (var service in services)
        {
            if (service.IsKeyedService)
                continue;
            if (service.ServiceType == typeof(IRuntime))
                runtime = ReferenceEquals(service.ImplementationFactory, s_defaultRuntime) ? service.ServiceType : null;
            else if (service.ServiceType == typeof(IRuntimeHandle))
                handle = ReferenceEquals(service.ImplementationFactory, s_defaultHandle) ? service.ServiceType : null;
        }

        if (runtime is not null)
            provider.GetService(runtime);
        if (handle is not null)
            provider.GetService(handle);
    }

    /// <summary>Returns a watch of options: their current value, and each new value after a change of the configuration.</summary>
    /// <param name="monitor">The monitor. Only its unnamed options are watched.</param>
    /// <typeparam name="T">The options' type.</typeparam>
    /// <returns>
    /// A receiver that has seen the current value. Its owner disposes it; the watch ends at the first change after the last receiver was
    /// disposed.
    /// </returns>
    public static WatchReceiver<T> ToWatch<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(this IOptionsMonitor<T> monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        return OptionsWatch<T>.Of(monitor);
    }
}
