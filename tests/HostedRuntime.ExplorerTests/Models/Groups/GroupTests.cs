using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class GroupTests
{
    // Fewer seeds than the default, because an execution of these models uses several threads and takes long.
    private const int Seeds = 500;

    private static readonly Limits s_limits = Limits.Default;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scope_ChildFaults_EndsAfterAllChildren(bool isAborted)
        => Proof.Exhaustive(() => new FailingScope(isAborted), s_limits with { Preemptions = 1, StaleReads = 0 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Scope_ChildFaultsAtRandom_EndsAfterAllChildren(bool isAborted)
        => Proof.Sampled(() => new FailingScope(isAborted), seeds: Seeds, s_limits);

    [Theory]
    [InlineData((int)TakenResults.Meanwhile.Abort)]
    [InlineData((int)TakenResults.Meanwhile.Detach)]
    [InlineData((int)TakenResults.Meanwhile.AbortReader)]
    public void JoinSet_AgainstAbort_ReturnsEachResultOnce(int meanwhile)
        => Proof.Exhaustive(() => new TakenResults((TakenResults.Meanwhile)meanwhile, tasks: 2, readers: 1), s_limits with { Preemptions = 1, StaleReads = 0 });

    [Theory]
    [InlineData((int)TakenResults.Meanwhile.Abort)]
    [InlineData((int)TakenResults.Meanwhile.Detach)]
    [InlineData((int)TakenResults.Meanwhile.AbortReader)]
    public void JoinSet_AgainstAbortAtRandom_ReturnsEachResultOnce(int meanwhile)
        => Proof.Sampled(() => new TakenResults((TakenResults.Meanwhile)meanwhile, tasks: 3, readers: 2), seeds: Seeds, s_limits);

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public void Tracker_CloseAgainstTaskEnds_CompletesWait(int tasks, bool isLateOneAdded)
        => Proof.Exhaustive(() => new ClosedTracker(tasks, isLateOneAdded), s_limits with { Preemptions = 1, StaleReads = 0 });

    [Fact]
    public void Tracker_ReopenAgainstTaskEnds_CompletesWait()
        => Proof.Exhaustive(static () => new ClosedTracker(tasks: 1, isLateOneAdded: false, isReopened: true), s_limits with { Preemptions = 1, StaleReads = 0 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tracker_CloseAgainstTaskEndsAtRandom_CompletesWait(bool isReopened)
        => Proof.Sampled(() => new ClosedTracker(tasks: 2, isLateOneAdded: true, isReopened), seeds: Seeds, s_limits);
}
