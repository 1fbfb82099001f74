using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ThumbnailFarm;

/// <summary>
/// The front end: starts the nodes, gives them pictures, ends a node half-way, and shows that every picture is done once.
/// </summary>
internal static class Farm
{
    private const int Nodes = 3;

    public static async Task<int> RunAsync(int pictures, bool isKept)
    {
        var folder = Directory.CreateTempSubdirectory("thumbnails-").FullName;
        var nodes = new List<Process>();
        try
        {
            var ports = FreePorts(Nodes * 2);
            Console.WriteLine($"starting {Nodes} nodes, each a process of this program, with a folder of files as the store");
            for (var i = 0; i < Nodes; i++)
                nodes.Add(await StartNodeAsync(new NodeArguments(i + 1, folder, ports[i], ports[Nodes + i], ports[0])));
            using var client = await ConnectAsync(ports[Nodes]);
            Console.WriteLine($"nodes: {await KnownNodesAsync(client)}");
            var isOnce = await WorkAsync(client.Services.GetRequiredService<IJobs>(), nodes, pictures, folder);
            await client.StopAsync();
            if (isKept)
                Console.WriteLine($"kept: {folder}");
            return isOnce ? 0 : 1;
        }
        finally
        {
            foreach (var node in nodes)
            {
                if (!node.HasExited)
                    node.Kill();
                await node.WaitForExitAsync();
                node.Dispose();
            }

            if (!isKept)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> WorkAsync(IJobs jobs, List<Process> nodes, int pictures, string folder)
    {
        // The id is the picture's: to ask twice for a thumbnail makes one job.
        var options = (int number) => new JobOptions { Id = $"picture-{number}", Delivery = JobDelivery.AtLeastOnce, MaxAttempts = 5 };
        var spawned = new List<JobHandle<ThumbnailResult>>();
        for (var i = 1; i <= pictures; i++)
            spawned.Add(await jobs.SpawnAsync<PictureArgs, ThumbnailResult>("thumbnail/v1", new PictureArgs(i), options(i)));
        Console.WriteLine($"jobs: {pictures}, one for each picture");

        var half = new TaskCompletionSource();
        var done = 0;
        var joins = spawned.Select(async job =>
        {
            var result = await job.JoinAsync();
            if (Interlocked.Increment(ref done) >= (pictures + 1) / 2)
                half.TrySetResult();
            return result;
        }).ToList();
        await half.Task;
        // The busier node of two. Node 1 keeps the list of the nodes, because there is no server for it, so it has to live.
        var drawing = Runs.Read(folder).Where(static run => !run.IsFinished).ToLookup(static run => run.Node);
        var victim = Enumerable.Range(2, Nodes - 1).MaxBy(node => drawing[node].Count());
        nodes[victim - 1].Kill();
        Console.WriteLine($"half of the results are there, and the process of node {victim} is killed while it draws {drawing[victim].Count()} pictures; the others notice it after some two seconds");

        return Report.Write(folder, pictures, victim, await Task.WhenAll(joins));
    }

    private static async Task<Process> StartNodeAsync(NodeArguments arguments)
    {
        var node = Process.Start(new ProcessStartInfo("dotnet", [typeof(Farm).Assembly.Location, .. arguments.ToArguments()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        if (await node.StandardOutput.ReadLineAsync() != "ready")
            throw new InvalidOperationException($"Node {arguments.Number} did not start.");
        return node;
    }

    private static async Task<IHost> ConnectAsync(int gateway)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client => client.UseLocalhostClustering(gateway).AddAsyncRuntimeCluster());
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Waits until the cluster knows all nodes.</summary>
    private static async Task<int> KnownNodesAsync(IHost client)
    {
        await foreach (var snapshot in client.Services.GetRequiredService<IClusterMembership>().WatchAsync())
        {
            if (snapshot.Nodes.Count(static node => node.State == ClusterNodeState.Active) is Nodes and var all)
                return all;
        }

        return 0;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(static listener => listener.Dispose());
        return ports;
    }
}
