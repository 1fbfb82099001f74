using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class TaskTests
{
    // Thread statics of the engine: what is polled, pooled waits, the budget.
    private static readonly Limits s_limits = Limits.Default with { FreshThreads = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_AgainstAborts_RunsTheBodyOnceOrNever(bool isLinked)
        => Proof.Exhaustive(() => new StartAgainstAbort(isLinked), s_limits);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Resume_OfTwoBranchesAtOnce_RunsEachOnce(int endsAfter)
        => Proof.Sampled(() => new BranchesResume(endsAfter), limits: s_limits);

    [Theory]
    [MemberData(nameof(Waits))]
    public void End_OfABodyThatWaited_IsNoticedOnce(int waits)
        => Proof.Exhaustive(() => new BodyWaits((BodyWaits.For)waits), s_limits);

    [Theory]
    [MemberData(nameof(AbortedWaits))]
    public void Abort_OfABodyThatWaits_IsDeliveredOnce(int waits)
        => Proof.Exhaustive(() => new AbortedBody((AbortedBody.For)waits, workers: 1), s_limits with { Preemptions = 1 });

    [Theory]
    [MemberData(nameof(AbortedWaits))]
    public void Abort_OfABodyThatWaitsAtRandom_IsDeliveredOnce(int waits)
        => Proof.Sampled(() => new AbortedBody((AbortedBody.For)waits, workers: 2), limits: s_limits);

    public static TheoryData<int> Waits => [.. Enum.GetValues<BodyWaits.For>().Cast<int>()];

    public static TheoryData<int> AbortedWaits => [.. Enum.GetValues<AbortedBody.For>().Cast<int>()];
}
