using System.Runtime.CompilerServices;
using HostedRuntime.Sync;
using Microsoft.Extensions.Options;

namespace OrderService.Shop;

/// <summary>The usual work of the shop: visitors at shelves, orders, packing, and a report on a runtime of its own.</summary>
public sealed class ShopFloor(IRuntimeHandle runtime, [FromKeyedServices("reports")] IRuntimeHandle reports, OrderBook book, ICommandInvoker commands, IOptions<ShopOptions> options) : IHostedService
{
    private static readonly string[] s_articles = ["pencil", "paper", "a very large desk"];

    private readonly List<AsyncMutex> _shelves = [.. Enumerable.Range(1, Math.Max(1, options.Value.Shelves)).Select(static number => new AsyncMutex { Name = $"shelf-{number}" })];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Spawn(runtime, "packer", book.PackAsync);
        Spawn(runtime, "web-shop", OrderAsync);
        Spawn(reports, "daily-report", static async ct =>
        {
            while (true)
                await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
        });
        for (var i = 1; i <= options.Value.Visitors; i++)
        {
            var seed = i;
            Spawn(runtime, $"visitor-{i}", ct => BrowseAsync(new Random(seed), ct));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Spawn(
        IRuntimeHandle runtime, string name, Func<CancellationToken, Task> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => runtime.Spawn(body, new SpawnOptions { Name = name, StopBehavior = StopBehavior.Cancel }, file, line).Detach();

    private async Task OrderAsync(CancellationToken ct)
    {
        var clock = new Interval(TimeSpan.FromSeconds(1.0 / Math.Max(1, options.Value.OrdersPerSecond)));
        for (var i = 0; ; i++)
        {
            await clock.WaitForNextTickAsync(ct);
            await commands.InvokeAsync<int>("place-order", s_articles[i % s_articles.Length], ct);
        }
    }

    /// <summary>Walks from shelf to shelf. At a shelf there is room for one visitor.</summary>
    private async Task BrowseAsync(Random random, CancellationToken ct)
    {
        while (true)
        {
            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(random.Next(500, 8000)), ct);
            using (await _shelves[random.Next(_shelves.Count)].LockAsync(ct))
                await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(random.Next(5, 60)), ct);
        }
    }
}
