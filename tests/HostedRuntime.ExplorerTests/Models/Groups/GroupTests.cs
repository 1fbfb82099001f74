using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class GroupTests
{
    // Thread statics of the engine: what is polled, pooled waits, the budget.
    private static readonly Limits s_limits = Limits.Default with { FreshThreads = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scope_AChildFails_EndsAfterAllChildren(bool isAborted)
        => Proof.Exhaustive(() => new FailingScope(isAborted), s_limits with { Preemptions = 1, StaleReads = 1 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scope_AChildFailsAtRandom_EndsAfterAllChildren(bool isAborted)
        => Proof.Sampled(() => new FailingScope(isAborted), seeds: 1_000, s_limits);

    [Theory]
    [InlineData((int)TakenResults.Meanwhile.Abort)]
    [InlineData((int)TakenResults.Meanwhile.Detach)]
    [InlineData((int)TakenResults.Meanwhile.AbortReader)]
    public void JoinSet_AgainstAbort_HandsOutEachResultOnce(int meanwhile)
        => Proof.Exhaustive(() => new TakenResults((TakenResults.Meanwhile)meanwhile, readers: 1), s_limits with { Preemptions = 1, StaleReads = 1 });

    [Theory]
    [InlineData((int)TakenResults.Meanwhile.Abort)]
    [InlineData((int)TakenResults.Meanwhile.Detach)]
    [InlineData((int)TakenResults.Meanwhile.AbortReader)]
    public void JoinSet_AgainstAbortAtRandom_HandsOutEachResultOnce(int meanwhile)
        => Proof.Sampled(() => new TakenResults((TakenResults.Meanwhile)meanwhile, readers: 2), seeds: 1_000, s_limits);

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public void Tracker_CloseAgainstEnds_EndsTheWait(int tasks, bool isLateOneAdded)
        => Proof.Exhaustive(() => new ClosedTracker(tasks, isLateOneAdded), s_limits with { Preemptions = 1, StaleReads = 1 });

    [Fact]
    public void Tracker_CloseAgainstEndsAtRandom_EndsTheWait()
        => Proof.Sampled(static () => new ClosedTracker(tasks: 3, isLateOneAdded: true), seeds: 1_000, s_limits);
}
