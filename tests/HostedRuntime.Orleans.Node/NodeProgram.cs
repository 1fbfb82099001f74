using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace HostedRuntime.Tests.Nodes;

/// <summary>One node: a host with a silo on loopback, and a store that other processes share.</summary>
internal static class NodeProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var settings = NodeSettings.Parse(args);
        Journal.Open(settings.Folder, settings.Name);
        LeaseJournal.Open(settings.Folder, settings.Name);
        using var host = Build(settings);
        await host.StartAsync();
        await new CommandLoop(host.Services).RunAsync(Console.In, Console.Out);
        // The end of the input: the parent stops this node, or has died.
        await host.StopAsync();
        return 0;
    }

    private static IHost Build(NodeSettings settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        // Standard output is for answers, so the log goes to a file.
        builder.Logging.AddProvider(new FileLog(Path.Combine(settings.Folder, $"{settings.Name}.log"))).SetMinimumLevel(LogLevel.Information).AddFilter("HostedRuntime", LogLevel.Debug);
        builder.Services.AddAsyncRuntime(static options =>
            {
                options.WorkerThreads = 2;
                options.ShutdownTimeout = TimeSpan.FromSeconds(6);
            })
            .AddJob<GateJob, GateArgs, string>("gate/v1")
            .AddJob<EmptyJob, int, int>("empty/v1");
        builder.Services.AddSingleton(settings);
        builder.Services.Configure<HostedRuntime.ClusterOptions>(options =>
        {
            options.LockTimeToLive = settings.LockTimeToLive;
            options.StoreTimeout = TimeSpan.FromSeconds(8);
        });
        builder.UseOrleans(silo =>
        {
            silo.Configure<Orleans.Configuration.ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.Cluster, "tests"))
                .Configure<SiloOptions>(options => options.SiloName = settings.Name)
                .Configure<ClusterMembershipOptions>(options =>
                {
                    if (!settings.FastDetection)
                        return;
                    options.ProbeTimeout = TimeSpan.FromSeconds(1);
                    options.NumMissedProbesLimit = 2;
                    options.TableRefreshTimeout = settings.TableRefresh;
                })
                .ConfigureEndpoints(IPAddress.Loopback, settings.SiloPort, settings.GatewayPort);
            settings.Store.AddTo(silo);
            silo.AddAsyncRuntimeCluster(static options => options.SweepInterval = TimeSpan.FromSeconds(5));
        });
        return builder.Build();
    }
}
