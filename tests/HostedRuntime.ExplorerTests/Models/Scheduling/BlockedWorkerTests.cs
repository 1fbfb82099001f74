using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

namespace HostedRuntime.Models;

/// <summary>The core of a worker that blocks for ever is transferred to another thread.</summary>
public sealed class BlockedWorkerTests
{
    // The real worker looks for work forty times before it sleeps.
    private static readonly Limits s_limits = Limits.Default with { Steps = 50_000 };

    [Fact]
    public void Watch_AgainstPutDown_BlockedWorkerIsRelieved()
        => Proof.Sampled(static () => new BlockedWorkerModel(), limits: s_limits);

    [Fact]
    public void HandOver_ThatFindsNoThreadAtFirst_LeavesTheCoreAndIsTriedAgain()
    {
        var asked = 0;
        using var refusal = ThreadStarter.Refuse(name => name == "refused-w0" && ModelThread.Current?.Name == "refused-relief" && ++asked % 2 == 1);
        Proof.Sampled(static () => new BlockedWorkerModel("refused"), limits: s_limits);
        Assert.NotEqual(0, asked);
    }

    [Fact]
    public void PutDown_WithoutItsFence_OverlooksABlockedWorker()
        => Assert.StartsWith("Deadlock", Explorer.Sample(static () => new BlockedWorkerModel(), limits: s_limits with { WithoutFenceIn = "StopWatching" })?.Message, StringComparison.Ordinal);
}
