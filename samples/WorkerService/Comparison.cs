using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace WorkerService;

/// <summary>Runs the load on a named runtime and then on the ThreadPool, and prints a line for each.</summary>
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
            // On Ctrl+C there is nothing left to compare.
        }
    }

    private async Task CompareAsync(CancellationToken stoppingToken)
    {
        // A first run, so that the measured runs do not include compilation.
        await requests.MeasureAsync().WaitAsync(stoppingToken);

        // After Ctrl+C, calls that wait for a thread never run, running calls end by the token, and this service waits for none of them.
        // The service's token would fire on the ThreadPool, where the calls may block all threads, so this uses the token of the
        // application.
        var stopping = application.ApplicationStopping;
        var options = new SpawnOptions { Name = "sdk call", CancellationToken = stopping };

        // The runtime goes first, because threads that the ThreadPool adds during its run would also serve the other run.
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
