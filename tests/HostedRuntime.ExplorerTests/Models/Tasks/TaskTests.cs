using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class TaskTests
{
    private static readonly Limits s_limits = Limits.Default;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_AgainstAborts_RunsBodyOnceOrNever(bool isLinked)
        => Proof.Exhaustive(() => new StartAgainstAbort(isLinked), s_limits);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Resume_OfTwoBranches_RunsEachOnce(int endsAfter)
        => Proof.Sampled(() => new BranchesResume(endsAfter), limits: s_limits);

    [Theory]
    [MemberData(nameof(Waits))]
    public void End_OfBodyThatWaited_IsNoticedOnce(int waits)
        => Proof.Exhaustive(() => new BodyWaits((BodyWaits.For)waits), s_limits with { Preemptions = 1 });

    // At random, because with a second preemption two branches have 300,000 orders, which take minutes.
    [Theory]
    [MemberData(nameof(Waits))]
    public void End_OfBodyThatWaitedAtRandom_IsNoticedOnce(int waits)
        => Proof.Sampled(() => new BodyWaits((BodyWaits.For)waits), limits: s_limits);

    /// <summary>
    /// The poll that resumes the body reads the body's Task and the task's state while the poll that suspends it writes them.
    /// </summary>
    [Fact]
    public void End_DuringSuspension_IsNoticedOnce()
        => Proof.Exhaustive(static () => new BodyWaits(BodyWaits.For.Foreign), s_limits with { Preemptions = 3 });

    [Theory]
    [MemberData(nameof(AbortedWaits))]
    public void Abort_OfWaitingBody_IsDeliveredOnce(int waits)
        => Proof.Exhaustive(() => new AbortedBody((AbortedBody.For)waits, workers: 1, aborts: 1), s_limits with { Preemptions = 1 });

    [Theory]
    [MemberData(nameof(AbortedWaits))]
    public void Abort_OfWaitingBodyAtRandom_IsDeliveredOnce(int waits)
        => Proof.Sampled(() => new AbortedBody((AbortedBody.For)waits, workers: 2, aborts: 1), limits: s_limits);

    [Theory]
    [InlineData((int)AbortedBody.For.Ours)]
    [InlineData((int)AbortedBody.For.Yields)]
    public void Abort_Twice_IsDeliveredTwice(int waits)
        => Proof.Sampled(() => new AbortedBody((AbortedBody.For)waits, workers: 2, aborts: 2), limits: s_limits);

    [Theory]
    [InlineData((int)JoiningBody.Aborted.Joiner)]
    [InlineData((int)JoiningBody.Aborted.Joined)]
    [InlineData((int)JoiningBody.Aborted.None)]
    public void Join_AgainstEndAndAbort_ResumesJoinerOnce(int aborted)
        => Proof.Exhaustive(() => new JoiningBody((JoiningBody.Aborted)aborted, asValue: false, joiners: 1), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData((int)JoiningBody.Aborted.Joiner, false)]
    [InlineData((int)JoiningBody.Aborted.Joiner, true)]
    [InlineData((int)JoiningBody.Aborted.Joined, false)]
    [InlineData((int)JoiningBody.Aborted.Joined, true)]
    public void Join_OfTwoBodiesAtRandom_ResumesEachOnce(int aborted, bool asValue)
        => Proof.Sampled(() => new JoiningBody((JoiningBody.Aborted)aborted, asValue, joiners: 2), limits: s_limits);

    [Fact]
    public void Join_InTwoBranchesAgainstAbort_AbortsEachAtMostOnce()
        => Proof.Sampled(static () => new JoiningBranches(), limits: s_limits);

    [Fact]
    public void Wait_ReusedAgainstAbortAndNotify_LosesNeither()
        => Proof.Exhaustive(static () => new CachingWaits(workers: 1), s_limits with { Preemptions = 1 });

    [Fact]
    public void Wait_ReusedAtRandom_LosesNeither()
        => Proof.Sampled(static () => new CachingWaits(workers: 2), limits: s_limits);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Wait_CachedWhileAbortHoldsIt_IsDecidedOnce(bool yields)
        => Proof.Exhaustive(() => new CacheAgainstAbort(yields), s_limits with { Preemptions = 3, StoreBuffers = false });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Describe_WhileWaitIsReused_DescribesOneWait(bool isAnotherTask)
        => Proof.Exhaustive(() => new DescribedWaits(isAnotherTask), s_limits with { Preemptions = 2, StoreBuffers = false });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Abort_OfBranchesBeyondBudget_ReachesEachOnce(bool isOpen)
        => Proof.Exhaustive(() => new BranchesBeyondBudget(isOpen, workers: 1), s_limits with { Preemptions = 1, StoreBuffers = false });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Abort_OfBranchesBeyondBudgetAtRandom_ReachesEachOnce(bool isOpen)
        => Proof.Sampled(() => new BranchesBeyondBudget(isOpen, workers: 2), limits: s_limits);

    [Fact]
    public void Notify_WhenContextRefusesPost_WakesOtherWaiters()
        => Proof.Sampled(static () => new RefusedPost(), limits: s_limits);

    [Fact]
    public void Reopen_WithoutFence_FindsFailure()
        => Proof.Broken(static () => new AbortedBody(AbortedBody.For.Ours, workers: 1, aborts: 1), s_limits with { Preemptions = 1, WithoutFenceIn = "Reopen" });

    [Fact]
    public void Wait_ReusedInTwoBranchesAgainstAbort_AbortsEachAtMostOnce()
        => Proof.Sampled(static () => new CachingBranches(), limits: s_limits);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void JoinerList_AddAgainstCloseAndRemove_NotifiesEachOnceOrNever(int joiners)
        => Proof.Exhaustive(() => new JoinersModel(joiners));

    [Fact]
    public void JoinerList_AtRandom_NotifiesEachOnceOrNever()
        => Proof.Sampled(static () => new JoinersModel(joiners: 4));

    [Theory]
    [InlineData(null)]
    [InlineData("named")]
    public void Label_NumberAgainstControl_KeepsOneNumber(string? name)
        => Proof.Exhaustive(() => new LabelModel(name));

    [Fact]
    public void OwnedTasks_RegisterAgainstSweep_IsSweptOrSeesAbort()
        => Proof.Exhaustive(static () => new RegisterAgainstSweep());

    public static TheoryData<int> Waits => [.. Enum.GetValues<BodyWaits.For>().Cast<int>()];

    public static TheoryData<int> AbortedWaits => [.. Enum.GetValues<AbortedBody.For>().Cast<int>()];
}
