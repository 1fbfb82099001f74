using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.StressTests.Soak;

/// <summary>
/// Spawns and ends many tasks beside a dashboard, without a page and then with a page that lists the ended tasks. The heap of live objects
/// is measured at twenty points; in the second half it must not grow.
/// </summary>
internal static class DashboardSoakCommand
{
    private const int Points = 20;

    /// <summary>The tasks that are alive at a time. They sleep, so that snapshots see them.</summary>
    private const int Alive = 2000;

    /// <summary>How much the means of the third and the fourth quarter may differ: by the points of the plots, and a frame.</summary>
    private const double MostGrowthMiB = 2;

    /// <returns>0 if the heap is flat without and with a page; otherwise 1.</returns>
    public static async Task<int> RunAsync(int tasks)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddAsyncRuntime(static options => options.WorkerThreads = 2);
        builder.Services.AddRuntimeDashboard();
        await using var application = builder.Build();
        application.MapRuntimeDashboard("/runtime").AllowAnonymousToSeeEverything();
        await application.StartAsync();
        var runtime = application.Services.GetRequiredService<IRuntime>();
        var isFlat = await RunAsync(runtime, "no page", tasks);
        using var client = new HttpClient();
        using var end = new CancellationTokenSource();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var page = ReadAsync(client, new Uri($"{address}/runtime/stream?view=tasks&state=ended"), end.Token);
        isFlat &= await RunAsync(runtime, "one page", tasks);
        await end.CancelAsync();
        var read = await page;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the page read {read:N0} bytes"));
        return isFlat ? 0 : 1;
    }

    private static async Task<bool> RunAsync(IRuntime runtime, string what, int tasks)
    {
        var start = Stopwatch.GetTimestamp();
        var heap = new List<double>();
        for (var point = 0; point < Points; point++)
        {
            await SpawnAsync(runtime, tasks / Points);
            heap.Add(GC.GetTotalMemory(forceFullCollection: true) / 1024.0 / 1024.0);
        }

        var (third, fourth) = (heap[(Points / 2)..(Points * 3 / 4)].Average(), heap[(Points * 3 / 4)..].Average());
        var isFlat = fourth - third < MostGrowthMiB;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}, {tasks:N0} tasks in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: live heap, MiB {string.Join(' ', heap.Select(static mib => mib.ToString("F1", CultureInfo.InvariantCulture)))}: {(isFlat ? "flat" : "it grows")}"));
        return isFlat;
    }

    private static async Task SpawnAsync(IRuntime runtime, int count)
    {
        var alive = new Queue<JoinHandle>();
        for (var i = 0; i < count; i++)
        {
            if (alive.Count == Alive)
                await alive.Dequeue();
            var name = $"order-{i}";
            alive.Enqueue(runtime.Spawn(static async () => await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(20)), new SpawnOptions { Name = name }));
        }

        foreach (var task in alive)
            await task;
    }

    private static async Task<long> ReadAsync(HttpClient client, Uri address, CancellationToken ct)
    {
        var bytes = 0L;
        try
        {
            await using var stream = await client.GetStreamAsync(address, ct);
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer, ct) is > 0 and var read)
                bytes += read;
        }
        catch (OperationCanceledException)
        {
            // The end of the page.
        }

        return bytes;
    }
}
