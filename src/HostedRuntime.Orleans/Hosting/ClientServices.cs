using HostedRuntime.Cluster.Channels;
using HostedRuntime.Cluster.Jobs;
using HostedRuntime.Cluster.Locks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HostedRuntime.Cluster.Grains;

/// <summary>Registers the parts of a client, in place of those of one node.</summary>
internal static class ClientServices
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new ClusterCalls(ClusterServices.OptionsOf(provider), ClusterServices.ClockOf(provider)));
        services.Replace(ServiceDescriptor.Singleton<IJobBackend>(static provider => new GrainJobs(provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ClusterCalls>())));
        services.Replace(ServiceDescriptor.Singleton<ILockBackend>(static provider => new GrainLocks(
            provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ClusterCalls>(), provider.GetRequiredService<IClusterMembership>().Node)));
        services.Replace(ServiceDescriptor.Singleton<IChannelBackend>(static provider => new GrainChannels(provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ClusterCalls>())));
        services.Replace(ServiceDescriptor.Singleton<IClusterMembership>(static provider => new ClientMembership(
            provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ClusterCalls>(), ClusterServices.ClockOf(provider))));
    }
}
