using System.Collections.Concurrent;
using Concepts.Channels;
using Concepts.StructuredConcurrency;
using HostedRuntime;

// Runs each sample of the pages in docs/concepts once.
using var runtime = AsyncRuntime.Create();

var crawler = new Crawler(runtime, static async (address, ct) =>
{
    await Task.Delay(address.Length, ct);
    return $"the page of {address}";
});
var addresses = Enumerable.Range(0, 100).Select(static number => $"page-{number}");
Console.WriteLine($"fan-out: {await crawler.CountWordsAsync(addresses, CancellationToken.None)} words");

var quotes = new Quotes(
    runtime,
    primary: static async (_, ct) =>
    {
        await Task.Delay(Timeout.Infinite, ct);
        return 0;
    },
    fallback: static (symbol, _) => Task.FromResult((decimal)symbol.Length));
Console.WriteLine($"race: {await quotes.GetAsync("HRT", TimeSpan.FromMilliseconds(20), CancellationToken.None)}");

var audit = new ConcurrentBag<int>();
var orders = new OrderEndpoint(runtime, static (id, _) => Task.FromResult($"order {id}"), static (id, _) => Task.FromResult(id % 10), audit.Add);
Console.WriteLine($"request: {await orders.HandleAsync(4711, CancellationToken.None)}, {audit.Count} line in the audit");

Console.WriteLine($"channel: a sum of {await Feed.SumAsync(new Feed(runtime).Open(100, CancellationToken.None))}");
