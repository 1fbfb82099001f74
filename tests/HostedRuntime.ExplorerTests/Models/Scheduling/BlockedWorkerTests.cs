using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>A worker that blocks for good is relieved.</summary>
public sealed class BlockedWorkerTests
{
    // The real worker looks for work forty times before it sleeps.
    private static readonly Limits s_limits = Limits.Default with { Steps = 50_000 };

    [Fact]
    public void Watch_AgainstPutDown_BlockedWorkerIsRelieved()
        => Proof.Sampled(static () => new BlockedWorkerModel(), limits: s_limits);

    [Fact]
    public void PutDown_WithoutItsFence_OverlooksABlockedWorker()
        => Assert.StartsWith("Deadlock", Explorer.Sample(static () => new BlockedWorkerModel(), limits: s_limits with { WithoutFenceIn = "PutDown" })?.Message, StringComparison.Ordinal);
}
