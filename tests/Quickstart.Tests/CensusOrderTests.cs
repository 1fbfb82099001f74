using Census.Plugins;
using HostedRuntime;
using HostedRuntime.Testing;
using Microsoft.Extensions.Options;

namespace Census.Tests;

/// <summary>The census with its channel, locks and blocking bodies, in many orders.</summary>
public sealed class CensusOrderTests
{
    [Fact]
    public void RunAsync_InAnyOrder_CountsEachFileOnce()
    {
        using var tree = new Tree().Add("a.cs", 1, 2).Add("b.cs", 1, 2).Add("c/d.cs", 3).Add("c/e.txt", 10);

        ConcurrencyTest.Run(
            async run =>
            {
                var census = new FileCensus(run.Runtime, new SkipListPlugin(), Options.Create(new CensusOptions { Directory = tree.Root, HashingTasks = 2, QueueCapacity = 1 }));
                var result = await census.RunAsync(CancellationToken.None);
                Assert.Null(result.Left);
                Assert.Equal((tree.Files, tree.Bytes, tree.Lines, tree.Duplicates), (result.Totals.All.Files, result.Totals.All.Bytes, result.Totals.All.Lines, result.Totals.All.Duplicates));
            },
            new() { MaxTime = Timeout.InfiniteTimeSpan, Schedules = 200 });
    }

    [Fact]
    public void RunAsync_StoppedAtAnyMoment_SaysWhatIsLeft()
    {
        using var tree = new Tree().Add("a.cs", 1, 2).Add("b.cs", 4).Add("c.cs", 3);

        ConcurrencyTest.Run(
            async run =>
            {
                using var stop = new CancellationTokenSource();
                var census = new FileCensus(run.Runtime, new SkipListPlugin(), Options.Create(new CensusOptions { Directory = tree.Root, HashingTasks = 2, QueueCapacity = 1 }));
                var counting = run.Runtime.Spawn(() => census.RunAsync(stop.Token), new SpawnOptions { Name = "census" });
                var stopping = run.Runtime.Spawn(stop.Cancel, new SpawnOptions { Name = "stop" });
                await stopping;
                var result = await counting;
                Assert.InRange(result.Totals.All.Files, 0, tree.Files);
                if (result.Left is null)
                    Assert.Equal(tree.Files, result.Totals.All.Files);
            },
            new() { MaxTime = Timeout.InfiniteTimeSpan, Schedules = 200 });
    }
}
