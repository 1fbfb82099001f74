using HostedRuntime.Cluster.Channels;
using HostedRuntime.Cluster.Jobs;
using HostedRuntime.Cluster.Locks;
using HostedRuntime.Cluster.Members;
using HostedRuntime.Cluster.Options;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Cluster;

/// <summary>Adds jobs, locks, channels and membership. An engine that was added before or after replaces the backends.</summary>
internal static class ClusterServices
{
    /// <summary>Adds the form without a cluster: the process is the only node.</summary>
    public static void AddLocal(IServiceCollection services)
    {
        // By typeof and factories, as all services of a start, see AddHosting.
        services.TryAddSingleton(typeof(IJobBackend), static provider => MakeJobs(provider));
        services.TryAddSingleton(typeof(ILockBackend), static provider => new LocalLocks(LocalNode.Name, ClockOf(provider)));
        services.TryAddSingleton(typeof(IChannelBackend), static provider => MakeChannels(provider));
        services.TryAddSingleton(typeof(IClusterMembership), static provider => MakeMembership(provider));
        AddShared(services);
    }

    /// <summary>Adds the parts that are the same with any backend.</summary>
    public static void AddShared(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(NodeEnd)))
            return;
        services.AddSingleton(typeof(NodeEnd), static _ => new NodeEnd());
        services.AddSingleton(typeof(JobTable), static provider => new JobTable(provider.GetServices<JobEntry>()));
        services.AddSingleton(typeof(JobExecutor), static provider => new JobExecutor(provider, provider.GetRequiredService<JobTable>()));
        services.AddSingleton(typeof(LeaseTable), static _ => new LeaseTable());
        services.AddSingleton(typeof(ClusterOptionsSection), static provider => new ClusterOptionsSection(provider.GetService<IConfiguration>()));
        services.AddSingleton(typeof(IConfigureOptions<ClusterOptions>), static provider => provider.GetRequiredService<ClusterOptionsSection>());
        services.AddSingleton(typeof(IValidateOptions<ClusterOptions>), static provider => provider.GetRequiredService<ClusterOptionsSection>());
        services.TryAddSingleton(typeof(IJobs), static provider => new ClusterJobs(
            provider.GetRequiredService<IJobBackend>(), provider.GetRequiredService<JobTable>(), OptionsOf(provider), ClockOf(provider)));
        services.TryAddSingleton(typeof(IClusterLocks), static provider => new ClusterLocks(
            provider.GetRequiredService<ILockBackend>(), provider.GetRequiredService<LeaseTable>(), OptionsOf(provider), ClockOf(provider), Log.For(provider)));
        services.TryAddSingleton(typeof(IClusterChannels), static provider => new ClusterChannels(provider.GetRequiredService<IChannelBackend>()));
    }

    public static TimeProvider ClockOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;

    public static ClusterOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<ClusterOptions>>().Value;

    /// <summary>Logs the attempts that did not end, because their nodes no longer answer for them.</summary>
    public static async Task StopJobsAsync(JobExecutor executor, ILogger logger, CancellationToken ct)
    {
        if (executor.RunningCount > 0)
            logger.JobsDraining(executor.RunningCount);
        var left = await executor.StopAsync(ct).ConfigureAwait(false);
        if (left > 0)
            logger.JobsLeft(left);
    }

    private static LocalJobs MakeJobs(IServiceProvider provider)
    {
        var executor = provider.GetRequiredService<JobExecutor>();
        var logger = Log.For(provider);
        provider.GetRequiredService<NodeEnd>().Add(ct => StopJobsAsync(executor, logger, ct));
        return new LocalJobs(executor, LocalNode.Name, ClockOf(provider));
    }

    private static LocalChannels MakeChannels(IServiceProvider provider)
    {
        var channels = new LocalChannels(ClockOf(provider));
        provider.GetRequiredService<NodeEnd>().Add(_ =>
        {
            channels.Stop();
            return Task.CompletedTask;
        });
        return channels;
    }

    private static LocalMembership MakeMembership(IServiceProvider provider)
    {
        var membership = new LocalMembership(LocalNode.Name, provider.GetRequiredService<JobExecutor>(), provider.GetRequiredService<LeaseTable>());
        provider.GetRequiredService<NodeEnd>().Add(_ =>
        {
            membership.Stop();
            return Task.CompletedTask;
        });
        return membership;
    }
}

/// <summary>The id of the only node: the machine and the process.</summary>
internal static class LocalNode
{
    public static string Name { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";
}
