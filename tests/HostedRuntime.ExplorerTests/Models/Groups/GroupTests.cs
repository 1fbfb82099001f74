using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class GroupTests
{
    // Each has threads of its own, which is what takes the time.
    private const int Seeds = 500;

    private static readonly Limits s_limits = Limits.Default;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scope_AChildFails_EndsAfterAllChildren(bool isAborted)
        => Proof.Exhaustive(() => new FailingScope(isAborted), s_limits with { Preemptions = 1, StaleReads = 0 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scope_AChildFailsAtRandom_EndsAfterAllChildren(bool isAborted)
        => Proof.Sampled(() => new FailingScope(isAborted), seeds: Seeds, s_limits);

    [Theory]
    [InlineData((int)TakenResults.Meanwhile.Abort)]
    [InlineData((int)TakenResults.Meanwhile.Detach)]
    [InlineData((int)TakenResults.Meanwhile.AbortReader)]
    public void JoinSet_AgainstAbort_HandsOutEachResultOnce(int meanwhile)
        => Proof.Exhaustive(() => new TakenResults((TakenResults.Meanwhile)meanwhile, tasks: 2, readers: 1), s_limits with { Preemptions = 1, StaleReads = 0 });

    [Theory]
    [InlineData((int)TakenResults.Meanwhile.Abort)]
    [InlineData((int)TakenResults.Meanwhile.Detach)]
    [InlineData((int)TakenResults.Meanwhile.AbortReader)]
    public void JoinSet_AgainstAbortAtRandom_HandsOutEachResultOnce(int meanwhile)
        => Proof.Sampled(() => new TakenResults((TakenResults.Meanwhile)meanwhile, tasks: 3, readers: 2), seeds: Seeds, s_limits);

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public void Tracker_CloseAgainstEnds_EndsTheWait(int tasks, bool isLateOneAdded)
        => Proof.Exhaustive(() => new ClosedTracker(tasks, isLateOneAdded), s_limits with { Preemptions = 1, StaleReads = 0 });

    [Fact]
    public void Tracker_ReopenAgainstEnds_EndsTheWait()
        => Proof.Exhaustive(static () => new ClosedTracker(tasks: 1, isLateOneAdded: false, isReopened: true), s_limits with { Preemptions = 1, StaleReads = 0 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tracker_CloseAgainstEndsAtRandom_EndsTheWait(bool isReopened)
        => Proof.Sampled(() => new ClosedTracker(tasks: 2, isLateOneAdded: true, isReopened), seeds: Seeds, s_limits);
}
