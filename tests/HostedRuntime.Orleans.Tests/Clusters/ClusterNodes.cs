using HostedRuntime.Cluster.Grains;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;

namespace HostedRuntime.Tests.Cluster;

/// <summary>Silos in this process, with a store that outlives them, and a client.</summary>
internal sealed class ClusterNodes : TestNodes
{
    private ClusterNodes(InProcessTestCluster cluster) => Cluster = cluster;

    public InProcessTestCluster Cluster { get; }

    public SharedStorage Storage => SharedStorage.Of(Cluster.Options.ClusterId);

    /// <summary>The services of the client, which is a front end.</summary>
    public IServiceProvider Client => Cluster.Client.ServiceProvider;

    public override IReadOnlyList<IServiceProvider> Running => [.. Cluster.Silos.Where(static silo => silo.IsActive).Select(static silo => silo.ServiceProvider)];

    /// <summary>Starts silos and a client.</summary>
    /// <param name="silos">The number of silos.</param>
    /// <param name="lacking">
    /// Returns whether the silo of that number, from 0, has none of the jobs, as a node of an older version. Null for no silo.
    /// </param>
    public static async Task<ClusterNodes> StartAsync(short silos = 3, Func<int, bool>? lacking = null)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        var started = -1;
        builder.ConfigureSilo((_, silo) =>
        {
            var number = Interlocked.Increment(ref started);
            Configure(silo, builder.Options.ClusterId, lacking?.Invoke(number) != true);
        });
        builder.ConfigureClient(static client => client.AddAsyncRuntimeCluster());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var nodes = new ClusterNodes(cluster);
        await nodes.KnowEachOtherAsync();
        return nodes;
    }

    public override Task<string> NodeOfChannelAsync(string name) => NodeOfAsync(Cluster.Client.GetGrain<IChannelGrain>(name));

    /// <summary>Finds the silo of a grain that is active.</summary>
    public async Task<string> NodeOfAsync(IAddressable grain)
        => (await Cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain))!.ToParsableString();

    public override Task StopAsync(string node) => Cluster.StopSiloAsync(SiloOf(node));

    /// <summary>Ends a silo as the death of its process would: it says goodbye to nobody.</summary>
    public Task KillAsync(string node) => Cluster.KillSiloAsync(SiloOf(node));

    public async Task AddAsync()
    {
        await Cluster.StartAdditionalSiloAsync();
        await KnowEachOtherAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        Storage.IsDown = false;
        await Cluster.DisposeAsync();
    }

    private static void Configure(ISiloBuilder silo, string cluster, bool hasJobs)
    {
        var runtime = silo.Services.AddAsyncRuntime(static options =>
        {
            options.WorkerThreads = 2;
            options.ShutdownTimeout = TimeSpan.FromSeconds(5);
        });
        if (hasJobs)
            runtime.AddTestJobs();
        silo.Services.Configure<HostedRuntime.ClusterOptions>(static options =>
        {
            options.LockTimeToLive = TimeSpan.FromSeconds(6);
            options.StoreTimeout = TimeSpan.FromSeconds(8);
        });
        silo.Services.Configure<ClusterMembershipOptions>(static options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 2;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
        });
        silo.Services.AddKeyedSingleton<IGrainStorage>("jobs", SharedStorage.Of(cluster));
        silo.AddAsyncRuntimeCluster(static options => options.SweepInterval = TimeSpan.FromSeconds(2));
    }

    /// <summary>Waits until each silo has heard of all others, because a node that nobody knows gets no jobs.</summary>
    private async Task KnowEachOtherAsync()
    {
        var all = Running.Count;
        foreach (var services in Running)
        {
            await foreach (var snapshot in services.GetRequiredService<IClusterMembership>().WatchAsync())
            {
                if (snapshot.Nodes.Count(static node => node.State == ClusterNodeState.Active) >= all)
                    break;
            }
        }
    }

    private InProcessSiloHandle SiloOf(string node) => Cluster.Silos.Single(silo => silo.SiloAddress.ToParsableString() == node);
}
