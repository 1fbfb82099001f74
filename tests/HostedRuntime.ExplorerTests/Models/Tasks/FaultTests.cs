using HostedRuntime.Exploring;
using static HostedRuntime.Models.FaultModel;

namespace HostedRuntime.Models;

public sealed class FaultTests
{
    private static readonly Limits s_limits = Limits.Default;

    [Theory]
    [InlineData((int)Meanwhile.Detach)]
    [InlineData((int)Meanwhile.Observe)]
    [InlineData((int)Meanwhile.Ring)]
    [InlineData((int)(Meanwhile.Detach | Meanwhile.Observe))]
    [InlineData((int)(Meanwhile.Ring | Meanwhile.Observe))]
    [InlineData((int)(Meanwhile.End | Meanwhile.Observe))]
    [InlineData((int)(Meanwhile.End | Meanwhile.Detach))]
    public void Fault_AgainstTwo_IsReportedOrObserved(int meanwhile)
        => Proof.Exhaustive(() => new FaultModel((Meanwhile)meanwhile), s_limits);

    [Theory]
    [InlineData((int)(Meanwhile.End | Meanwhile.Ring | Meanwhile.Detach | Meanwhile.Observe))]
    [InlineData((int)(Meanwhile.Ring | Meanwhile.Detach | Meanwhile.Observe))]
    [InlineData((int)(Meanwhile.End | Meanwhile.Ring))]
    public void Fault_AgainstAllAtRandom_IsReportedOrObserved(int meanwhile)
        => Proof.Sampled(() => new FaultModel((Meanwhile)meanwhile), seeds: 3_000, limits: s_limits);

    /// <summary>
    /// Detach has no fence of its own. Without the process-wide barrier of the task's end, each of the two may miss the other.
    /// </summary>
    [Fact]
    public void Detach_WithoutTheProcessWideBarrier_LosesAFault()
        => Proof.Broken(static () => new FaultModel(Meanwhile.Detach), s_limits with { WithoutProcessWide = true });
}
