using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class ShutdownTests
{
    // The real worker looks for work forty times before it sleeps.
    private static readonly Limits s_limits = Limits.Default with { Steps = 50_000 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShutdownAsync_AgainstSpawn_EndsAndCountsEachTask(bool isPatient)
        => Proof.Sampled(() => new ShutdownModel(isPatient), limits: s_limits);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShutdownAsync_AgainstBlockOn_CallReturns(bool isPatient)
        => Proof.Sampled(() => new BlockOnShutdownModel(isPatient), limits: s_limits);

    [Fact]
    public void Stopping_ReadWhileStopBegins_Fires() => Proof.Exhaustive(static () => new StopSignalModel(isLeaky: false));

    [Fact]
    public void Stopping_WithoutFence_IsLost() => Proof.Broken(static () => new StopSignalModel(isLeaky: true));
}
