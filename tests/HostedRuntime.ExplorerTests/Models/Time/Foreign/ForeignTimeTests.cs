using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class ForeignTimeTests
{
    private static readonly Limits s_limits = Limits.Default;

    [Theory]
    [InlineData(3, false)]
    [InlineData(8, false)]
    [InlineData(3, true)]
    [InlineData(8, true)]
    public void RearmableTimer_FireAgainstReset_CompletesWaitOnce(int laterMilliseconds, bool firesInline)
        => Proof.Exhaustive(() => new ForeignReset(laterMilliseconds, waits: 1, firesInline), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData(8, false)]
    [InlineData(8, true)]
    public void RearmableTimer_FireAgainstResetAtRandom_CompletesEachWaitOnce(int laterMilliseconds, bool firesInline)
        => Proof.Sampled(() => new ForeignReset(laterMilliseconds, waits: 2, firesInline), seeds: 3_000, limits: s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SleepAsync_FireAgainstCancel_EndsOnceAndNotEarly(bool firesInline)
        => Proof.Exhaustive(() => new ForeignSleep(firesInline), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(3, 5)]
    [InlineData(4, 100)]
    [InlineData(2, 4, 9)]
    public void SleepAsync_ClockMovedDuringArm_Completes(params int[] moves)
        => Proof.Exhaustive(() => new SleepByMovedClock([.. moves.Select(static move => (long)move)]), s_limits);

    [Fact]
    public void SleepAsync_ClockMovedManyTimesAtRandom_Completes()
        => Proof.Sampled(static () => new SleepByMovedClock([2, 3, 4, 5, 6, 40]), limits: s_limits);

    [Fact]
    public void SleepAsync_WithoutRecheckAfterArm_SleepsForEver()
        => Assert.Contains("The sleep has not ended", Proof.Broken(static () => new SleepByMovedClock([3, 5], hidesMoves: true), s_limits).Message, StringComparison.Ordinal);
}
