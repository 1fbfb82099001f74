using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Starvation.Service;

namespace Starvation.Plain;

/// <summary>Reads the ledgers of all regions in each interval.</summary>
internal sealed class Reports(VendorClient vendor, IOptions<ServiceOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReportInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await Task.WhenAll(Enumerable.Range(0, options.Value.Regions).Select(region => Task.Run(() => vendor.ReadLedger(region), stoppingToken)));
    }
}
