using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace OrderService.Shop;

/// <summary>Takes orders. They wait in a channel until a packer has time.</summary>
public sealed class OrderBook
{
    private readonly AsyncMutex _stock = new() { Name = "stock" };
    private readonly AsyncSemaphore _benches = new(2) { Name = "benches" };
    private readonly (Sender<Order> Sender, Receiver<Order> Receiver) _orders = MpscChannel.CreateBounded<Order>(capacity: 64, "orders");
    private int _last;

    public async Task<int> PlaceAsync(string article, CancellationToken ct)
    {
        var order = new Order(Interlocked.Increment(ref _last), article);
        await _orders.Sender.WriteAsync(order, ct);
        return order.Number;
    }

    /// <summary>Packs orders until the token fires.</summary>
    public async Task PackAsync(CancellationToken ct)
    {
        await foreach (var order in _orders.Receiver.ReadAllAsync(ct))
        {
            using var bench = await _benches.AcquireAsync(ct);
            using (await _stock.LockAsync(ct))
                await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(3), ct);
            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(order.Article.Length), ct);
        }
    }
}

/// <summary>An order of one article.</summary>
public sealed record Order(int Number, string Article);
