using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>A worker may use its core at any moment, while a watchdog takes tasks from it.</summary>
public sealed class StalledWorkerTests
{
    // The real worker looks for work forty times before it sleeps.
    private static readonly Limits s_limits = Limits.Default with { Steps = 50_000 };

    [Fact]
    public void StalledWorker_TasksItSchedules_RunOnce() => Proof.Sampled(static () => new StalledWorkerModel(), seeds: 3_000, s_limits);
}
