using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class LockTests
{
    private static readonly Limits s_limits = Limits.Default with { Preemptions = 1 };

    [Fact]
    public void WaitQueue_GrantAgainstCancel_LosesNothing()
        => Proof.Exhaustive(static () => new WaitQueueModel(takers: 1), s_limits);

    [Fact]
    public void WaitQueue_AtRandom_LosesNothing()
        => Proof.Sampled(static () => new WaitQueueModel(takers: 2), seeds: 1_500, limits: s_limits);

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(1, false, true)]
    [InlineData(2, false, false)]
    public void Mutex_ReleaseAgainstUsers_AdmitsOneUserAtATime(int users, bool cancels, bool copies)
        => Proof.Exhaustive(() => new MutexModel(users, cancels, copies), s_limits);

    [Fact]
    public void Mutex_AtRandom_AdmitsOneUserAtATime()
        => Proof.Sampled(static () => new MutexModel(users: 2, cancels: true, copies: true), seeds: 1_500, limits: s_limits);

    [Theory]
    [InlineData(1, 0, false, true)]
    [InlineData(0, 1, true, false)]
    [InlineData(1, 1, false, false)]
    public void ReaderWriter_ReleaseAgainstUsers_WritersAreAlone(int readers, int writers, bool cancels, bool downgrades)
        => Proof.Exhaustive(() => new ReaderWriterModel(readers, writers, cancels, downgrades), s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReaderWriter_AtRandom_WritersAreAlone(bool downgrades)
        => Proof.Sampled(() => new ReaderWriterModel(readers: 1, writers: 2, cancelsAWriter: true, downgrades), seeds: 1_000, limits: s_limits);
}
