using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Starvation.Service;

namespace Starvation.OnRuntimes;

/// <summary>Reads the ledgers of all regions in each interval, on threads that nothing else needs.</summary>
internal sealed class Reports([FromKeyedServices("reports")] IRuntimeHandle runtime, VendorClient vendor, IOptions<ServiceOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        runtime.Spawn(RunAsync, new SpawnOptions { Name = "reports", StopBehavior = StopBehavior.Cancel }).Detach();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync(CancellationToken ct)
    {
        using var interval = new Interval(options.Value.ReportInterval, options.Value.ReportInterval, MissedTickBehavior.Skip);
        while (await interval.WaitForNextTickAsync(ct))
        {
            await using var regions = new JoinSet<int>(runtime);
            for (var region = 0; region < options.Value.Regions; region++)
            {
                var read = region;
                regions.SpawnBlocking(() => vendor.ReadLedger(read), new SpawnOptions { Name = "ledger" });
            }

            await regions.JoinAllAsync(ct);
        }
    }
}
