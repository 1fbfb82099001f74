using HostedRuntime.Channels;
using HostedRuntime.Selecting;

namespace HostedRuntime.Testing.Tests.Exploring;

/// <summary>The case with which a selection begins is random on other runtimes. In a test it is a choice of the schedule.</summary>
public sealed class SelectChoiceTests
{
    [Fact]
    public void Explore_TwoReadyCases_TriesBothAndIsComplete()
    {
        var seen = new HashSet<int>();

        var report = ConcurrencyTest.Explore(
            async run => seen.Add(await run.Runtime.Spawn(TakeOneAsync)),
            new ConcurrencyTestOptions { Strategy = ExplorationStrategy.Exhaustive, MaxTime = Timeout.InfiniteTimeSpan });

        Assert.Null(report.Failure);
        Assert.True(report.IsComplete, report.ToString());
        Assert.Equal([1, 2], seen.Order());
    }

    [Fact]
    public void Replay_OfTheCaseThatFails_TakesTheSameCase()
    {
        static async Task Body(ConcurrencyRun run) => Assert.Equal(1, await run.Runtime.Spawn(TakeOneAsync));

        var failure = ConcurrencyTest.Explore(Body, line: 1).Failure;

        Assert.Equal(FailureKind.Exception, failure?.Kind);
        var again = Assert.Throws<ConcurrencyTestException>(() => ConcurrencyTest.Replay(failure!.Schedule, Body, line: 1));
        Assert.Equal(failure!.Message, again.Report!.Failure!.Message);
    }

    private static async Task<int> TakeOneAsync()
    {
        var (selection, cases) = Ready();
        return Array.IndexOf(cases, await selection.WaitAsync()) + 1;
    }

    private static (Selection Selection, SelectCase?[] Cases) Ready()
    {
        SelectCase[] cases = [Select.Read(Filled()), Select.Read(Filled())];
        return (Select.Of(cases), cases);
    }

    private static Receiver<int> Filled()
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        using (sender)
            Assert.True(sender.TryWrite(1));
        return receiver;
    }
}
