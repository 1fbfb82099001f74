using Census.Hang;
using Census.Plugins;
using HostedRuntime;
using HostedRuntime.Testing;
using Microsoft.Extensions.Options;

namespace Census.Tests;

/// <summary>The progress of the census and the deadlock on purpose, in many orders of their tasks.</summary>
public sealed class ProgressOrderTests
{
    // The limit is the number of schedules: a busy machine must not cut a test short.
    private static readonly ConcurrencyTestOptions s_options = new() { Schedules = 100, MaxTime = Timeout.InfiniteTimeSpan };

    [Fact]
    public void GetProgressAsync_WhileFilesAreCounted_IsNeverAheadOfTheWalk()
    {
        using var tree = SmallTree();

        ConcurrencyTest.Run(
            async run =>
            {
                var census = CensusOf(tree, run.Runtime);
                var counting = run.Runtime.Spawn(() => census.RunAsync(CancellationToken.None), new SpawnOptions { Name = "census" });
                var display = run.Runtime.Spawn(
                    async ct =>
                    {
                        for (var i = 0; i < 3; i++)
                        {
                            var progress = await census.GetProgressAsync(ct);
                            Assert.True(progress.Counted.Files <= progress.Found);
                            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1), ct);
                        }
                    },
                    new SpawnOptions { Name = "display" });
                await display;
                await counting;
            },
            s_options);
    }

    [Fact]
    public void DeadlockService_Started_DeadlocksItsTwoTasks()
    {
        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                await new DeadlockService(run.Runtime).StartAsync(CancellationToken.None);
                await run.UntilIdleAsync();
            },
            s_options).Failure;

        Assert.Equal(FailureKind.Leak, failure?.Kind);
        Assert.Contains("'sell' waits for AsyncMutex 'orders', held by 'refund'", failure!.Message, StringComparison.Ordinal);
        Assert.Contains("'refund' waits for AsyncMutex 'stock', held by 'sell'", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A queue of one path, so that the walk has to wait for the hashing tasks.</summary>
    private static FileCensus CensusOf(Tree tree, IRuntimeHandle runtime)
        => new(runtime, new SkipListPlugin(), Options.Create(new CensusOptions { Directory = tree.Root, HashingTasks = 2, QueueCapacity = 1 }));

    private static Tree SmallTree() => new Tree().Add("a", [.. "1\n"u8]).Add("b/c", [.. "2\n"u8]).Add("b/d", [.. "1\n"u8]);
}
