using HostedRuntime.Configuration;
using HostedRuntime.DependencyInjection;
using HostedRuntime.Diagnostics;
using HostedRuntime.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HostedRuntime;

/// <summary>Adds a runtime to a host.</summary>
public static class AsyncRuntimeServiceCollectionExtensions
{
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
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RuntimeOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<RuntimeOptions>, RuntimeOptionsBinder>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RuntimeOptions>, RuntimeOptionsValidator>());
        if (configure is not null)
            services.Configure(configure);

        services.TryAddSingleton(static provider => new FaultWatch(provider));
        services.TryAddSingleton(static provider => RuntimeFactory.Create(provider));
        services.TryAddSingleton<IRuntimeHandle>(static provider => provider.GetRequiredService<IRuntime>());
        services.TryAddSingleton(static provider => RuntimeLifetime.Create(provider));
        services.AddHostedService<AsyncRuntimeHostedService>();
        return new AsyncRuntimeBuilder(RuntimeFactory.DefaultName, services);
    }
}
