using HostedRuntime.Exploring;
using HostedRuntime.Waiting;

namespace HostedRuntime.Litmus;

/// <summary>Runs the explorer on programs whose possible outcomes are known.</summary>
public sealed class ExplorerTests
{
    private static readonly Limits s_sequential = Limits.Default with { StoreBuffers = false };

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Exhaust_StoresWithoutBothFences_FindsStaleReads(bool first, bool second)
        => Assert.Contains("Both read the old value.", Explorer.Exhaust(() => new StoreBuffering(first, second))?.Message, StringComparison.Ordinal);

    [Fact]
    public void Exhaust_StoresWithBothFences_FindsNothing()
        => Assert.Null(Explorer.Exhaust(static () => new StoreBuffering(true, true)));

    [Fact]
    public void Exhaust_SequentialConsistency_NeedsNoFences()
        => Assert.Null(Explorer.Exhaust(static () => new StoreBuffering(false, false), s_sequential));

    [Fact]
    public void Exhaust_StoresInOrder_AreSeenInOrder()
    {
        Assert.Null(Explorer.Exhaust(static () => new MessagePassing(inOrder: true)));
        Assert.NotNull(Explorer.Exhaust(static () => new MessagePassing(inOrder: false)));
    }

    [Theory]
    [InlineData((int)Counting.Way.Lock)]
    [InlineData((int)Counting.Way.Monitor)]
    [InlineData((int)Counting.Way.Interlocked)]
    public void Exhaust_ProtectedCounter_CountsAll(int way)
        => Assert.Null(Explorer.Exhaust(() => new Counting((Counting.Way)way, threads: 3)));

    [Fact]
    public void Exhaust_UnprotectedCounter_FindsLostIncrement()
        => Assert.NotNull(Explorer.Exhaust(static () => new Counting(Counting.Way.Unprotected), s_sequential));

    [Fact]
    public void Sample_UnprotectedCounter_FindsLostIncrement()
        => Assert.NotNull(Explorer.Sample(static () => new Counting(Counting.Way.Unprotected)));

    [Fact]
    public void Exhaust_WaitAfterPulse_ReportsDeadlock()
    {
        Assert.StartsWith("Deadlock: waiter waits for a pulse", Explorer.Exhaust(static () => new Handshake(looksUnderLock: false))?.Message, StringComparison.Ordinal);
        Assert.Null(Explorer.Exhaust(static () => new Handshake(looksUnderLock: true)));
    }

    [Fact]
    public void Exhaust_WaitWithTimeout_EndsBothWays()
    {
        var outcomes = new HashSet<bool>();
        Explorer.Exhaust(() =>
        {
            var model = new Handshake(looksUnderLock: false, hasTimeout: true);
            return new Observed(model, () => outcomes.Add(model.WasSignaled));
        });
        Assert.Equal([false, true], outcomes.Order());
    }

    [Fact]
    public void Replay_OfFailure_ReportsSameFailureAndTrace()
    {
        static Model Make() => new StoreBuffering(false, false);
        var found = Explorer.Exhaust(Make)!;
        var again = Explorer.Replay(Make, found.Decisions)!;

        Assert.Equal(found.Message, again.Message);
        Assert.Equal(found.Trace, again.Trace);
        Assert.Contains("does not see what is in the store buffer of", found.Trace, StringComparison.Ordinal);
        Assert.Contains("StoreBuffering.cs:", found.Trace, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_OfSeed_ReportsSameFailure()
    {
        static Model Make() => new Counting(Counting.Way.Unprotected);
        var found = Explorer.Sample(Make)!;
        Assert.Equal(found.Message, Explorer.Replay(Make, found.Decisions)?.Message);
    }

    [Fact]
    public void Exhaust_EndlessSpin_ReportsLivelock()
        => Assert.StartsWith("Livelock", Explorer.Exhaust(static () => new Spinning(isReleased: false))?.Message, StringComparison.Ordinal);

    [Fact]
    public void Exhaust_SpinUntilStoreArrives_Ends()
        => Assert.Null(Explorer.Exhaust(static () => new Spinning(isReleased: true)));

    [Fact]
    public void Exhaust_TwoSpinningThreads_LetThirdThreadRun()
        => Assert.Null(Explorer.Exhaust(static () => new Spinning(isReleased: true, spinners: 2)));

    [Fact]
    public void Exhaust_CheckThrowsInPoll_RestoresThread()
    {
        var context = SynchronizationContext.Current;

        Assert.Equal("In a poll.", Explorer.Exhaust(static () => new WrongInAPoll())?.Message);

        Assert.Null(ThreadContext.CurrentTask);
        Assert.Same(context, SynchronizationContext.Current);
    }
}
