using System.Net;
using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Storage;

namespace ThumbnailFarm;

/// <summary>One node of the farm. It ends when its standard input ends, so no node outlives the farm.</summary>
internal static class FarmNode
{
    public static async Task<int> RunAsync(NodeArguments arguments)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(arguments);
        builder.Services.AddAsyncRuntime().AddJob<ThumbnailJob, PictureArgs, ThumbnailResult>("thumbnail/v1");
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(arguments.SiloPort, arguments.GatewayPort, new IPEndPoint(IPAddress.Loopback, arguments.FirstSiloPort))
            // A node that does not answer for two seconds is taken for dead. A real cluster keeps the defaults, some ten seconds.
            .Configure<ClusterMembershipOptions>(static options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
            })
            .AddAsyncRuntimeCluster());
        // In place of Redis or a database.
        builder.Services.AddKeyedSingleton<IGrainStorage>("jobs", new FolderStorage(Path.Combine(arguments.Folder, "store")));
        builder.Logging.SetMinimumLevel(LogLevel.None);
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Only the end of the input counts.
        }

        await host.StopAsync();
        return 0;
    }
}
