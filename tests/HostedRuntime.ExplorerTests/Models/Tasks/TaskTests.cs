using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class TaskTests
{
    private static readonly Limits s_limits = Limits.Default with { FreshThreads = false };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_AgainstAborts_RunsTheBodyOnceOrNever(bool isLinked)
        => Proof.Exhaustive(() => new StartAgainstAbort(isLinked), s_limits);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Resume_OfTwoBranchesAtOnce_RunsEachOnce(int endsAfter) => Proof.Sampled(() => new BranchesResume(endsAfter), limits: s_limits);

    [Theory]
    [InlineData(ThenWaitFor.Nothing)]
    [InlineData(ThenWaitFor.Turn)]
    [InlineData(ThenWaitFor.Child)]
    [InlineData(ThenWaitFor.Foreign)]
    public void Suspend_WhileTheBodyGoesOnElsewhere_FindsItsEndOnce(ThenWaitFor then) => Proof.Sampled(() => new EndIsFound(then), limits: s_limits);
}
