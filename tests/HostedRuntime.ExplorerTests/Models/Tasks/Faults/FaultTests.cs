using HostedRuntime.Exploring;
using static HostedRuntime.Models.FaultModel;

namespace HostedRuntime.Models;

public sealed class FaultTests
{
    private static readonly Limits s_limits = Limits.Default;

    [Theory]
    [InlineData((int)Meanwhile.Detach)]
    [InlineData((int)Meanwhile.Observe)]
    [InlineData((int)Meanwhile.Fire)]
    [InlineData((int)(Meanwhile.Detach | Meanwhile.Observe))]
    [InlineData((int)(Meanwhile.Fire | Meanwhile.Observe))]
    [InlineData((int)(Meanwhile.End | Meanwhile.Observe))]
    [InlineData((int)(Meanwhile.End | Meanwhile.Detach))]
    public void Fault_AgainstTwoEvents_IsReportedOrObserved(int meanwhile)
        => Proof.Exhaustive(() => new FaultModel((Meanwhile)meanwhile), s_limits);

    [Theory]
    [InlineData((int)(Meanwhile.End | Meanwhile.Fire | Meanwhile.Detach | Meanwhile.Observe))]
    [InlineData((int)(Meanwhile.Fire | Meanwhile.Detach | Meanwhile.Observe))]
    [InlineData((int)(Meanwhile.End | Meanwhile.Fire))]
    public void Fault_AgainstAllEventsAtRandom_IsReportedOrObserved(int meanwhile)
        => Proof.Sampled(() => new FaultModel((Meanwhile)meanwhile), seeds: 3_000, limits: s_limits);

    /// <summary>
    /// Detach has no fence of its own. Without the process-wide barrier at the task's end, the detaching thread and the ending poll may
    /// each miss the other's write.
    /// </summary>
    [Fact]
    public void Detach_WithoutProcessWideBarrier_LosesFault()
        => Proof.Broken(static () => new FaultModel(Meanwhile.Detach), s_limits with { WithoutProcessWide = true });
}
