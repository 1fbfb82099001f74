using System.Collections.Concurrent;
using Concepts.Channels;
using Concepts.Cluster;
using Concepts.Dashboard;
using Concepts.Diagnostics;
using Concepts.Selecting;
using Concepts.StructuredConcurrency;
using HostedRuntime;
using HostedRuntime.Channels;
using HostedRuntime.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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

var (lines, lineReceiver) = MpscChannel.CreateBounded<string>(4);
runtime.Spawn(async () =>
{
    using (lines)
    {
        for (var i = 0; i < 10; i++)
            await lines.WriteAsync($"line {i}");
    }
}).Detach();
var sizes = new List<int>();
await Batches.RunAsync(
    lineReceiver,
    size: 4,
    TimeSpan.FromMilliseconds(100),
    batch =>
    {
        sizes.Add(batch.Count);
        return Task.CompletedTask;
    },
    CancellationToken.None);
Console.WriteLine($"select in a loop: {sizes.Sum()} lines in batches");

var (orderSender, orderReceiver) = MpscChannel.CreateUnbounded<int>();
for (var price = 1; price <= 3; price++)
    _ = orderSender.TryWrite(price);
var stop = new AsyncNotify();
using (var reports = new Interval(TimeSpan.FromMilliseconds(5)))
{
    var total = await OrderLoop.RunAsync(orderReceiver, stop, reports, sum =>
    {
        if (sum == 6)
            stop.NotifyOne();
    });
    Console.WriteLine($"select with a stop: a sum of {total}");
}

var (input, relayInput) = MpscChannel.CreateUnbounded<int>();
var (relayOutput, output) = MpscChannel.CreateBounded<int>(2);
var relay = runtime.Spawn(async ct =>
{
    using (relayOutput)
        await Relay.RunAsync(relayInput, relayOutput, limit: 8, ct);
});
using (input)
{
    for (var i = 0; i < 100; i++)
        _ = input.TryWrite(i);
}

Console.WriteLine($"select with a send: a sum of {await Feed.SumAsync(output)}");
await relay;

var never = new TaskCompletionSource<string>().Task;
var answer = await FirstAnswer.TakeAsync(never, Task.FromResult("mirror"), TimeSpan.FromSeconds(10), CancellationToken.None);
var noAnswer = await FirstAnswer.TakeAsync(never, never, TimeSpan.FromMilliseconds(1), CancellationToken.None);
Console.WriteLine($"select of tasks: {answer}, then {noAnswer ?? "no answer"}");

var (inbox, inboxReceiver) = MpscChannel.CreateUnbounded<string>();
var (outbox, outboxReceiver) = MpscChannel.CreateUnbounded<string>();
_ = inbox.TryWrite("hello");
_ = outbox.TryWrite("bye");
inbox.Dispose();
outbox.Dispose();
Console.WriteLine($"merge: {await Merged.CountAsync(inboxReceiver, outboxReceiver, CancellationToken.None)} characters");

using (var watched = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "watched"))
using (var active = new ActiveTasks("watched"))
{
    var asleep = Enumerable.Range(0, 3).Select(_ => watched.Spawn(static ct => Task.Delay(Timeout.Infinite, ct))).ToList();
    Console.WriteLine($"meter: {active.Read()} active tasks");
    asleep.ForEach(static task => task.Abort());
}

using (var watched = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "watched"))
{
    var ledger = new AsyncMutex { Name = "ledger" };
    using var held = await ledger.LockAsync();
    var waiting = watched.Spawn(async ct => (await ledger.LockAsync(ct)).Dispose(), new SpawnOptions { Name = "sell" });
    IReadOnlyList<string> waiters;
    // A task that a thread polls is shown without a wait, so the first look may come too early.
    do
        waiters = WaitersOf.Resource(watched, "ledger");
    while (waiters.Count == 0);
    Console.WriteLine($"snapshot: {waiters.Single()}");
    waiting.Abort();
}

using (var mailed = new CountdownEvent(1))
{
    var shop = new Shop(
        runtime,
        static (item, _) => Task.FromResult(item % 10),
        (_, _) =>
        {
            mailed.Signal();
            return Task.CompletedTask;
        });
    var reserved = await shop.OrderAsync(4711, CancellationToken.None);
    mailed.Wait();
    Console.WriteLine($"traces: {reserved} reserved, and a mail");
}

var application = LocalDashboard.Create("--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None");
await using (application)
{
    await application.StartAsync();
    using var browser = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };
    using var page = await browser.GetAsync(new Uri("/runtime/session", UriKind.Relative));
    Console.WriteLine($"dashboard: {page.StatusCode} without the token");
    await application.StopAsync();
}

// The same code runs on a cluster; here this process is the only node.
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Services.AddAsyncRuntime().AddJob<ThumbnailJob, PictureArgs, string>("thumbnail/v1");
builder.Services.AddSingleton<Uploads>();
using var node = builder.Build();
await node.StartAsync();
var uploads = node.Services.GetRequiredService<Uploads>();
Console.WriteLine($"job: {await uploads.HandleAsync("sea.png", CancellationToken.None)}");
Console.WriteLine($"lock: fence {await uploads.PublishAsync(static (_, _) => Task.CompletedTask, CancellationToken.None)}");
await node.StopAsync();
