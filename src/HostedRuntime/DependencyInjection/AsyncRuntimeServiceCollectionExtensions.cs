using HostedRuntime.Channels;
using HostedRuntime.Configuration;
using HostedRuntime.DependencyInjection;
using HostedRuntime.Diagnostics;
using HostedRuntime.Hosting;
using HostedRuntime.Plugins;
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
    /// Adds the host's runtime: <see cref="IRuntimeHandle"/> and <see cref="IRuntime"/> can be injected, it starts before every
    /// hosted service, and ends after all of them. Its options come from the section <c>AsyncRuntime</c> of the configuration,
    /// then from <paramref name="configure"/>; whatever is wrong with them stops the host from starting, in one message.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the options after the configuration was read. Null: nothing.</param>
    /// <returns>A builder for plugins and hooks.</returns>
    /// <remarks>
    /// Calling it again adds no second runtime; every <paramref name="configure"/> applies, in order. A runtime that is used before the
    /// host starts, in constructors, queues what is spawned. Its clock is the <see cref="TimeProvider"/> of the services if there is one.
    /// The host makes its runtime that of <see cref="AsyncRuntime.Handle"/> while it runs, unless another one is in use there.
    /// </remarks>
    public static IAsyncRuntimeBuilder AddAsyncRuntime(this IServiceCollection services, Action<RuntimeOptions>? configure = null)
        => services.AddAsyncRuntime(RuntimeName.Default, configure);

    /// <summary>
    /// Adds a named runtime beside the default one, or without it: with threads of its own, so that neither keeps the other waiting. Injected
    /// by its name, as in <c>[FromKeyedServices("cpu")] IRuntimeHandle</c>; its options come from the section
    /// <c>AsyncRuntime:Runtimes:&lt;name&gt;</c>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">Its name, and that of its section. "default" is the one that is added without a name.</param>
    /// <param name="configure">Changes the options after the configuration was read. Null: nothing.</param>
    /// <returns>A builder for plugins and hooks of this runtime.</returns>
    /// <exception cref="ArgumentException">The name is empty, contains ':', or differs from that of another runtime in case only.</exception>
    /// <remarks>
    /// Calling it again with the same name adds no second runtime. All runtimes of a host start before the first plugin; plugins are
    /// initialized and set up runtime by runtime, in the order in which these were added, and stopped in reverse; then the default
    /// runtime drains, then the named ones, all at once.
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

    /// <summary>What a host needs once, however many runtimes it has.</summary>
    private static void AddHosting(IServiceCollection services, RuntimeRegistry runtimes)
    {
        // The registry is handed on: of an instance that is asked for twice the container compiles code.
        // By closed types and factories: what the container would find by reflection, and put together of open types, has to be compiled
        // at each start of a host. And by typeof: a type argument makes each factory a delegate of another type, which has to be loaded.
        services.AddOptions<AllRuntimeOptions>().ValidateOnStart();
        services.AddSingleton(typeof(AllRuntimeOptionsMonitor), provider => new AllRuntimeOptionsMonitor(provider, runtimes));
        services.AddSingleton(typeof(IOptionsMonitor<AllRuntimeOptions>), static provider => provider.GetRequiredService<AllRuntimeOptionsMonitor>());
        services.AddSingleton(typeof(MadeRuntimes), static _ => new MadeRuntimes());
        services.AddSingleton(typeof(IConfigureOptions<RuntimeOptions>), provider => new RuntimeOptionsBinder(runtimes, provider.GetService<IConfiguration>()));
        services.AddSingleton(typeof(IValidateOptions<RuntimeOptions>), provider => new RuntimeOptionsValidator(runtimes, provider.GetService<IConfiguration>()));
        // A singleton: of what is asked for a second time and is none, the container compiles code of its own meanwhile.
        services.TryAddSingleton(typeof(IOptionsFactory<RuntimeOptions>), static provider => new OptionsFactory<RuntimeOptions>(
            provider.GetServices<IConfigureOptions<RuntimeOptions>>(),
            provider.GetServices<IPostConfigureOptions<RuntimeOptions>>(),
            provider.GetServices<IValidateOptions<RuntimeOptions>>()));
        services.AddSingleton(typeof(RuntimeCoordinator), provider =>
        {
            MakeAliases(services, provider);
            return RuntimeCoordinator.Create(provider, runtimes);
        });
        // First, before what was registered earlier: the host starts its services in this order and stops them in reverse.
        services.AddSingleton(typeof(AsyncRuntimeHostedService), static provider => new AsyncRuntimeHostedService(provider));
        services.Insert(0, ServiceDescriptor.Singleton(typeof(IHostedService), static provider => provider.GetRequiredService<AsyncRuntimeHostedService>()));
        services.Insert(1, ServiceDescriptor.Singleton(typeof(IHostedService), static provider => new StartGate(provider.GetRequiredService<AsyncRuntimeHostedService>())));
    }

    private static void AddRuntime(IServiceCollection services, RuntimeAdditions additions)
    {
        var name = additions.Runtime;
        services.AddKeyedSingleton(typeof(LiveOptions), name, static (provider, key) => new LiveOptions(provider.GetRequiredService<AllRuntimeOptionsMonitor>().Of((string)key!)));
        services.AddKeyedSingleton(typeof(FaultWatch), name, static (provider, key) => new FaultWatch(provider, (string)key!));
        services.AddKeyedSingleton(typeof(EventLane), name, static (provider, key) => new EventLane((string)key!, Log.For(provider)));
        services.AddKeyedSingleton(typeof(RuntimePlugins), name, static (_, key) => new RuntimePlugins((string)key!));
        services.AddKeyedSingleton(typeof(IRuntimePlugins), name, static (provider, key) => provider.GetRequiredKeyedService<RuntimePlugins>(key));
        services.AddKeyedSingleton(typeof(IRuntime), name, (provider, _) => RuntimeFactory.Create(provider, additions));
        services.AddKeyedSingleton(typeof(IRuntimeHandle), name, static (provider, key) => provider.GetRequiredKeyedService<IRuntime>(key));
        if (name != RuntimeName.Default)
            return;
        // A service that somebody put in its place stays there, as in a test.
        services.TryAddSingleton(typeof(IRuntime), s_defaultRuntime);
        services.TryAddSingleton(typeof(IRuntimeHandle), s_defaultHandle);
        services.TryAddSingleton(typeof(IRuntimePlugins), static provider => provider.GetRequiredKeyedService<IRuntimePlugins>(RuntimeName.Default));
    }

    /// <summary>
    /// Makes the aliases of the default runtime before the coordinator. The container disposes an object once for each service that gave it
    /// out, in the reverse order of making. An alias that is first asked for after the start would end the runtime before the coordinator
    /// stops the plugins.
    /// </summary>
    private static void MakeAliases(IServiceCollection services, IServiceProvider provider)
    {
        Type? runtime = null, handle = null;
        // The last registration of a type is the one that counts. A service that the application put in place of ours is left alone.
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

    /// <summary>Options to watch: the value as it is, and each one that a change of the configuration makes of it.</summary>
    /// <param name="monitor">The monitor. Only its unnamed options are watched.</param>
    /// <typeparam name="T">The options' type.</typeparam>
    /// <returns>A receiver that has seen the current value. Its owner disposes it; the watch ends with the first change that no receiver is left to see.</returns>
    public static WatchReceiver<T> ToWatch<T>(this IOptionsMonitor<T> monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        return OptionsWatch<T>.Of(monitor);
    }
}
