using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>The core of a worker that blocks for ever is transferred to another thread.</summary>
public sealed class BlockedWorkerTests
{
    // The real worker looks for work forty times before it sleeps.
    private static readonly Limits s_limits = Limits.Default with { Steps = 50_000 };

    [Fact]
    public void StopWatching_AgainstBlockedWorker_TransfersItsCore()
        => Proof.Sampled(static () => new BlockedWorkerModel(), limits: s_limits);

    [Fact]
    public void TransferCore_WhenThreadIsRefused_IsRetried()
    {
        var asked = 0;
        using var refusal = ThreadStarter.Refuse(name => name == "refused-w0" && ModelThread.Current?.Name == "refused-relief" && ++asked % 2 == 1);
        Proof.Sampled(static () => new BlockedWorkerModel("refused"), limits: s_limits);
        Assert.NotEqual(0, asked);
    }

    [Fact]
    public void StopWatching_WithoutFence_OverlooksBlockedWorker()
        => Assert.StartsWith("Deadlock", Explorer.Sample(static () => new BlockedWorkerModel(), limits: s_limits with { WithoutFenceIn = "StopWatching" })?.Message, StringComparison.Ordinal);
}
