using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class LifoSlotTests
{
    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 2)]
    public void LifoSlot_AgainstThieves_TakesEachTaskOnce(int tasks, int thieves)
        => Proof.Exhaustive(() => new LifoSlotModel(tasks, thieves));

    [Fact]
    public void LifoSlot_AgainstThievesAtRandom_TakesEachTaskOnce()
        => Proof.Sampled(static () => new LifoSlotModel(tasks: 4, thieves: 2));

    [Fact]
    public void Steal_WithoutProcessWideBarrier_DoublesOrLosesTask()
        => Proof.Broken(static () => new LifoSlotModel(tasks: 2, thieves: 1), Limits.Default with { WithoutProcessWide = true });

    [Fact]
    public void Steal_WithoutBarrierOrStoreBuffers_LosesNothing()
        => Proof.Exhaustive(static () => new LifoSlotModel(tasks: 2, thieves: 1), Limits.Default with { WithoutProcessWide = true, StoreBuffers = false });

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Put_WithWait_RunsEachWaitOnce(int tasks)
        => Proof.Exhaustive(() => new SlotWaitModel(tasks));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Yield_InlineWhileThiefEmptiesSlot_ContinuesOnce(int yields)
        => Proof.Exhaustive(() => new InlineYieldModel(yields));

    [Fact]
    public void Yield_InlineBeforeThiefTookLastYield_IsLost() => Proof.Broken(static () => new InlineYieldModel(yields: 3, looks: false));
}
