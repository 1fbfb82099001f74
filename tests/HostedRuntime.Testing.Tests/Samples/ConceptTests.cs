using Concepts.Channels;
using Concepts.Diagnostics;
using Concepts.Selecting;
using Concepts.StructuredConcurrency;
using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace HostedRuntime.Testing.Tests.Samples;

/// <summary>The code of the concept pages, in many orders.</summary>
public sealed class ConceptTests
{
    private static readonly int[] s_sums = [0, 1, 3, 6];

    private static readonly ConcurrencyTestOptions s_options = new() { MaxTime = Timeout.InfiniteTimeSpan, Schedules = 500 };

    [Fact]
    public void Batches_InAnyOrder_StoresEachLineOnce()
        => ConcurrencyTest.Run(
            static async run =>
            {
                var (sender, receiver) = MpscChannel.CreateBounded<string>(2);
                var stored = new List<string>();
                var batches = run.Runtime.Spawn(
                    async ct => await Batches.RunAsync(
                        receiver,
                        2,
                        TimeSpan.FromSeconds(1),
                        async batch =>
                        {
                            await CurrentTask.YieldAsync();
                            stored.AddRange(batch);
                        },
                        ct),
                    new SpawnOptions { Name = "batches" });
                var writer = run.Runtime.Spawn(
                    async () =>
                    {
                        using (sender)
                        {
                            for (var i = 0; i < 3; i++)
                                await sender.WriteAsync($"line {i}");
                        }
                    },
                    new SpawnOptions { Name = "writer" });
                await writer;
                await batches;
                Assert.Equal(["line 0", "line 1", "line 2"], stored);
            },
            s_options);

    [Fact]
    public void FirstAnswer_InAnyOrder_GivesAnAnswerOrNull()
        => ConcurrencyTest.Run(
            static async run =>
            {
                async Task<string> Ask(string name, int seconds)
                {
                    await AsyncTime.SleepAsync(TimeSpan.FromSeconds(seconds));
                    return name;
                }

                var primary = run.Runtime.Spawn(() => Ask("primary", 1));
                var mirror = run.Runtime.Spawn(() => Ask("mirror", 1));
                var answer = await FirstAnswer.TakeAsync(primary.AsTask(), mirror.AsTask(), TimeSpan.FromSeconds(1), CancellationToken.None);
                Assert.Contains(answer, new[] { "primary", "mirror", null });
                await primary;
                await mirror;
            },
            // The end of a .NET Task reaches a selection by the ThreadPool, so not all of its orders can be repeated.
            s_options with { ForeignWork = ForeignWork.Wait, VerifyDeterminism = false, MinimizeFailure = false });

    [Fact]
    public void Merged_InAnyOrder_CountsBothChannels()
        => ConcurrencyTest.Run(
            static async run =>
            {
                var (toInbox, inbox) = MpscChannel.CreateBounded<string>(1);
                var (toOutbox, outbox) = MpscChannel.CreateBounded<string>(1);
                JoinHandle Write(Sender<string> sender, string text) => run.Runtime.Spawn(async () =>
                {
                    using (sender)
                    {
                        await sender.WriteAsync(text);
                        await sender.WriteAsync(text);
                    }
                });
                var a = Write(toInbox, "four");
                var b = Write(toOutbox, "three");
                Assert.Equal(18, await Merged.CountAsync(inbox, outbox, CancellationToken.None));
                await a;
                await b;
            },
            s_options);

    [Fact]
    public void OrderLoop_StoppedAtAnyMoment_SumsAPrefix()
        => ConcurrencyTest.Run(
            static async run =>
            {
                var (sender, orders) = MpscChannel.CreateBounded<int>(2);
                var stop = new AsyncNotify();
                using var interval = new Interval(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
                var reported = new List<int>();
                var loop = run.Runtime.Spawn(() => OrderLoop.RunAsync(orders, stop, interval, reported.Add), new SpawnOptions { Name = "loop" });
                var writer = run.Runtime.Spawn(
                    async () =>
                    {
                        using (sender)
                        {
                            for (var i = 1; i <= 3 && await sender.WaitToWriteAsync(); i++)
                                _ = sender.TryWrite(i);
                        }

                        stop.NotifyOne();
                    },
                    new SpawnOptions { Name = "writer" });
                var sum = await loop;
                orders.Dispose();
                await writer;
                Assert.Contains(sum, s_sums);
                Assert.All(reported, static at => Assert.Contains(at, s_sums));
            },
            s_options);

    [Fact]
    public void Relay_InAnyOrder_KeepsTheOrderOfItems()
        => ConcurrencyTest.Run(
            static async run =>
            {
                var (toInput, input) = MpscChannel.CreateBounded<int>(1);
                var (toOutput, output) = MpscChannel.CreateBounded<int>(1);
                var relay = run.Runtime.Spawn(
                    async ct =>
                    {
                        using (toOutput)
                            await Relay.RunAsync(input, toOutput, 2, ct);
                    },
                    new SpawnOptions { Name = "relay" });
                var writer = run.Runtime.Spawn(
                    async () =>
                    {
                        using (toInput)
                        {
                            for (var i = 0; i < 4; i++)
                                await toInput.WriteAsync(i);
                        }
                    },
                    new SpawnOptions { Name = "writer" });
                var got = new List<int>();
                await foreach (var item in output.ReadAllAsync())
                    got.Add(item);
                await writer;
                await relay;
                Assert.Equal([0, 1, 2, 3], got);
            },
            s_options);

    [Fact]
    public void Crawler_PageThatFails_EndsTheOthers()
        => ConcurrencyTest.Run(
            static async run =>
            {
                var open = 0;
                var crawler = new Crawler(run.Runtime, async (page, ct) =>
                {
                    open++;
                    try
                    {
                        await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
                        return page == "bad" ? throw new InvalidOperationException("bad page") : "two words";
                    }
                    finally
                    {
                        open--;
                    }
                });
                await Assert.ThrowsAsync<InvalidOperationException>(() => crawler.CountWordsAsync(["a", "bad", "c"], CancellationToken.None));
                Assert.Equal(0, open);
            },
            s_options with { EarlyTimers = 0 });

    [Fact]
    public void OrderEndpoint_CallerThatHangsUp_LeavesNoTask()
        => ConcurrencyTest.Run(
            static async run =>
            {
                using var hangUp = new CancellationTokenSource();
                var audits = 0;
                var endpoint = new OrderEndpoint(
                    run.Runtime,
                    static async (id, ct) =>
                    {
                        await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
                        return $"order {id}";
                    },
                    static async (_, ct) =>
                    {
                        await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
                        return 3;
                    },
                    _ => audits++);
                var request = run.Runtime.Spawn(() => endpoint.HandleAsync(7, hangUp.Token), new SpawnOptions { Name = "request" });
                var caller = run.Runtime.Spawn(
                    async () =>
                    {
                        await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1));
                        await hangUp.CancelAsync();
                    },
                    new SpawnOptions { Name = "caller" });
                await caller;
                var end = await request.JoinAsync();
                Assert.True(end.Status == JoinStatus.Completed ? end.Value is "order 7, 3 in stock" : end.Exception is OperationCanceledException, $"{end.Status} {end.Exception}");
                Assert.InRange(audits, 0, 1);
            },
            s_options with { ForeignWork = ForeignWork.Wait, VerifyDeterminism = false, Schedules = 100, EarlyTimers = 0 });

    [Fact]
    public void Quotes_SlowPrimary_GivesOneAnswer()
        => ConcurrencyTest.Run(
            static async run =>
            {
                var quotes = new Quotes(
                    run.Runtime,
                    static async (_, ct) =>
                    {
                        await AsyncTime.SleepAsync(TimeSpan.FromSeconds(2), ct);
                        return 1;
                    },
                    static async (_, ct) =>
                    {
                        await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
                        return 2;
                    });
                Assert.Contains(await quotes.GetAsync("X", TimeSpan.FromSeconds(1), CancellationToken.None), new decimal[] { 1, 2 });
            },
            s_options);

    [Fact]
    public void Feed_ClientThatLeaves_EndsTheSender()
        => ConcurrencyTest.Run(
            static async run =>
            {
                using var gone = new CancellationTokenSource();
                var reader = new Feed(run.Runtime).Open(20, gone.Token);
                var client = run.Runtime.Spawn(
                    async ct =>
                    {
                        await reader.ReadAsync(ct);
                        await gone.CancelAsync();
                    },
                    new SpawnOptions { Name = "client" });
                await client.JoinAsync();
                await run.UntilIdleAsync();
            },
            s_options with { ForeignWork = ForeignWork.Wait, VerifyDeterminism = false, Schedules = 100 });

    [Fact]
    public void Shop_Order_SendsTheMailAfterTheAnswer()
        => ConcurrencyTest.Run(
            static async run =>
            {
                var mails = 0;
                var shop = new Shop(
                    run.Runtime,
                    static async (item, ct) =>
                    {
                        await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct);
                        return item;
                    },
                    async (_, ct) =>
                    {
                        await CurrentTask.YieldAsync();
                        mails++;
                    });
                Assert.Equal(4, await shop.OrderAsync(4, CancellationToken.None));
                await run.UntilIdleAsync();
                Assert.Equal(1, mails);
            },
            s_options);
}
