using HostedRuntime;
using HostedRuntime.Testing;
using Microsoft.Extensions.Hosting;
using OrderService.Faults;
using OrderService.Shop;

namespace Samples.Tests;

/// <summary>The order book and the faults of <c>samples/Dashboard</c>, in many orders.</summary>
public sealed class OrderServiceTests
{
    private static readonly ConcurrencyTestOptions s_options = new() { Schedules = 200, MaxTime = Timeout.InfiniteTimeSpan };

    [Fact]
    public void PlaceAsync_CallersAtOnce_GivesEachItsNumber()
        => ConcurrencyTest.Run(
            async run =>
            {
                var book = new OrderBook();
                var packer = run.Runtime.Spawn(book.PackAsync, new SpawnOptions { Name = "packer" });
                var callers = Enumerable.Range(0, 3).Select(index => run.Runtime.Spawn(ct => book.PlaceAsync("pencil", ct), new SpawnOptions { Name = $"caller{index}" })).ToList();
                var numbers = new List<int>();
                foreach (var caller in callers)
                    numbers.Add(await caller);
                Assert.Equal([1, 2, 3], numbers.Order());
                packer.Abort();
                await packer.JoinAsync();
            },
            s_options);

    [Fact]
    public void PackAsync_AbortedAnywhere_GivesBackBenchAndStock()
        => ConcurrencyTest.AbortEverywhere(
            "packer",
            async run =>
            {
                var book = new OrderBook();
                for (var i = 0; i < 4; i++)
                    await book.PlaceAsync("pencil", CancellationToken.None);
                var packer = run.Runtime.Spawn(book.PackAsync, new SpawnOptions { Name = "packer" });
                await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1));
                packer.Abort();
                await packer.JoinAsync();

                // A permit or a lock that the first packer has kept would stop these two before they are back at the channel.
                var next = Enumerable.Range(0, 2).Select(index => run.Runtime.Spawn(book.PackAsync, new SpawnOptions { Name = $"next{index}" })).ToList();
                for (var i = 0; i < 4; i++)
                    await book.PlaceAsync("paper", CancellationToken.None);
                await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1));
                var waits = run.Runtime.CaptureTasks().Where(static task => task.Name?.StartsWith("next", StringComparison.Ordinal) == true).Select(static task => task.WaitsOn);
                Assert.All(waits, static wait => Assert.Equal("mpsc read, 0 items", wait));
                foreach (var task in next)
                {
                    task.Abort();
                    await task.JoinAsync();
                }
            },
            s_options);

    [Theory]
    [InlineData("deadlock")]
    [InlineData("full-channel")]
    public void TrySwitchOn_ThenNone_EndsTheTasksOfTheFault(string fault)
        => ConcurrencyTest.Run(
            async run =>
            {
                using var board = new FaultBoard(run.Runtime, new Lifetime());
                var operators = run.Runtime.Spawn(() => Assert.True(board.TrySwitchOn(fault)), new SpawnOptions { Name = "operator" });
                await operators;
                var off = run.Runtime.Spawn(() => Assert.True(board.TrySwitchOn("none")), new SpawnOptions { Name = "off" });
                await off;
            },
            s_options);

    [Fact]
    public void TrySwitchOn_Deadlock_IsFoundWithItsTasks()
    {
        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                using var board = new FaultBoard(run.Runtime, new Lifetime());
                board.TrySwitchOn("deadlock");
                await run.UntilIdleAsync();
            },
            s_options).Failure;

        Assert.Equal(FailureKind.Leak, failure?.Kind);
        Assert.Contains("'billing' waits for AsyncMutex 'parcels', held by 'shipping'", failure!.Message, StringComparison.Ordinal);
        Assert.Contains("'shipping' waits for AsyncMutex 'ledger', held by 'billing'", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
