using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace WorkerService;

/// <summary>Puts the load on the one and on the other, and prints a line for each.</summary>
internal sealed class Comparison(
    [FromKeyedServices("sdk")] IRuntimeHandle sdk, RequestMeter requests, IOptions<LoadOptions> load, IHostApplicationLifetime application) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CompareAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (application.ApplicationStopping.IsCancellationRequested)
        {
            // Ctrl+C: there is nothing left to compare.
        }
    }

    private async Task CompareAsync(CancellationToken stoppingToken)
    {
        // Compiled before it is measured.
        await requests.MeasureAsync().WaitAsync(stoppingToken);

        // Ctrl+C: the calls that wait for a thread never run, those that have one give up, and nobody waits for them. By the application's
        // token and not by the service's: the host fires that one on the ThreadPool, all of whose threads the calls may hold.
        var stopping = application.ApplicationStopping;
        var options = new SpawnOptions { Name = "sdk call", CancellationToken = stopping };

        // The runtime first: threads that the ThreadPool injects in its run would serve the other one, too.
        await MeasureAsync("named runtime", () => sdk.SpawnBlocking(ct => Sdk.Call(load.Value.CallTime, ct), options).AsTask(), stoppingToken);
        await MeasureAsync("ThreadPool", () => Task.Run(() => Sdk.Call(load.Value.CallTime, stopping), stopping), stoppingToken);
        application.StopApplication();
    }

    private async Task MeasureAsync(string where, Func<Task> call, CancellationToken stoppingToken)
    {
        var calls = Enumerable.Range(0, load.Value.Calls).Select(_ => call()).ToList();
        var latencies = await requests.MeasureAsync().WaitAsync(stoppingToken);
        await Task.WhenAll(calls);
        Console.WriteLine($"{load.Value.Calls} SDK calls on {where,-14} {latencies}");
    }
}
