using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class TimeTests
{
    private static readonly Limits s_limits = Limits.Default;

    [Fact]
    public void Wheel_ExpiryAgainstCancel_EndsSleepOnce()
        => Proof.Exhaustive(static () => new SleepAgainstCancel(sleeps: 1), s_limits with { Preemptions = 1 });

    [Fact]
    public void Wheel_ExpiryAgainstCancelAtRandom_EndsEachSleepOnce()
        => Proof.Sampled(static () => new SleepAgainstCancel(sleeps: 2), seeds: 3_000, limits: s_limits);

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void RearmableTimer_FireAgainstReset_CompletesWaitOnce(int laterMilliseconds)
        => Proof.Sampled(() => new FireAgainstReset(laterMilliseconds), seeds: 3_000, limits: s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DelayQueue_CompleteAgainstLastItem_EndsRead(bool isCleared)
        => Proof.Exhaustive(() => new CompletedQueue(readers: 1, isCleared), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DelayQueue_CompleteAgainstLastItemAtRandom_EndsEachRead(bool isCleared)
        => Proof.Sampled(() => new CompletedQueue(readers: 2, isCleared), seeds: 3_000, limits: s_limits);

    [Fact]
    public void ReusableTimerEntry_FireAgainstDisarmAndReuse_FiresForItsUse()
        => Proof.Exhaustive(static () => new ReusableTimerEntryModel([3, 6]), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData(1, new[] { 3, 6, 4, 9 })]
    [InlineData(1, new[] { 5, 2, 8, 1, 6 })]
    [InlineData(1_000, new[] { 6_000, 9_000, 5_000, 2_000, 12_000 })]
    public void ReusableTimerEntry_ManyUsesAtRandom_FiresForItsUse(int step, int[] delays)
        => Proof.Sampled(() => new ReusableTimerEntryModel(delays, step), seeds: 3_000, limits: s_limits);

    [Fact]
    public void ReusableTimerEntry_ReusedWithoutDisarm_FiresForWrongUse()
        => Assert.Contains("It fired ", Explorer.Sample(static () => new ReusableTimerEntryModel([3, 50], reusesFiredEntry: true), limits: s_limits)?.Message, StringComparison.Ordinal);

    [Fact]
    public void ReusableTimerEntry_DisarmedDuringStop_IsRemoved()
        => Proof.Exhaustive(static () => new StopAgainstDisarm(), s_limits with { Preemptions = 1 });
}
