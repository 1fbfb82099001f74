using HostedRuntime.Cluster.Channels;
using HostedRuntime.Cluster.Jobs;
using HostedRuntime.Cluster.Locks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Cluster.Grains;

/// <summary>Registers the parts of a silo, in place of those of one node.</summary>
internal static class SiloServices
{
    public static void Add(IServiceCollection services, AsyncRuntimeClusterOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.Replace(ServiceDescriptor.Singleton(options));
        if (services.Any(static service => service.ServiceType == typeof(NodeCatalog)))
            return;
        services.AddSingleton<NodeCatalog>();
        services.AddSingleton(static provider => new GrainStores(
            provider.GetRequiredService<IPersistentStateFactory>(),
            provider.GetRequiredService<AsyncRuntimeClusterOptions>(),
            ClusterServices.OptionsOf(provider),
            ClusterServices.ClockOf(provider)));
        services.AddSingleton<LocalJobGrains>();
        services.AddSingleton(static provider => new AttemptReports(
            provider.GetRequiredService<IGrainFactory>(), ClusterServices.OptionsOf(provider), ClusterServices.ClockOf(provider), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(static provider => new ClusterCalls(ClusterServices.OptionsOf(provider), ClusterServices.ClockOf(provider)));
        services.AddPlacementDirector<NodePlacement, NodePlacementDirector>();
        services.AddSingleton<SiloPart>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<SiloPart>());
        services.Replace(ServiceDescriptor.Singleton<IJobBackend>(static provider => new GrainJobs(provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ClusterCalls>())));
        services.Replace(ServiceDescriptor.Singleton<ILockBackend>(static provider => new GrainLocks(
            provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ClusterCalls>(), provider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString())));
        services.Replace(ServiceDescriptor.Singleton<IChannelBackend>(static provider => new GrainChannels(provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ClusterCalls>())));
        services.Replace(ServiceDescriptor.Singleton<IClusterMembership>(static provider => new SiloMembership(
            provider.GetRequiredService<IClusterMembershipService>(), provider.GetRequiredService<ILocalSiloDetails>(), provider.GetRequiredService<IGrainFactory>())));
    }
}
