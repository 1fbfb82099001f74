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
    public void RearmableTimer_RingAgainstResetOfAForeignClock_EndsTheWaitOnce(int laterMilliseconds, bool ringsInside)
        => Proof.Exhaustive(() => new ForeignReset(laterMilliseconds, waits: 1, ringsInside), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData(8, false)]
    [InlineData(8, true)]
    public void RearmableTimer_RingAgainstResetAtRandom_EndsEachWaitOnce(int laterMilliseconds, bool ringsInside)
        => Proof.Sampled(() => new ForeignReset(laterMilliseconds, waits: 2, ringsInside), seeds: 3_000, limits: s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SleepAsync_RingOfAForeignClockAgainstCancel_EndsOnceAndNotEarly(bool ringsInside)
        => Proof.Exhaustive(() => new ForeignSleep(ringsInside), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(3, 5)]
    [InlineData(4, 100)]
    [InlineData(2, 4, 9)]
    public void SleepAsync_ClockMovedWhileItIsArmed_Ends(params int[] moves)
        => Proof.Exhaustive(() => new SleepByMovedClock([.. moves.Select(static move => (long)move)]), s_limits);

    [Fact]
    public void SleepAsync_ClockMovedManyTimesAtRandom_Ends()
        => Proof.Sampled(static () => new SleepByMovedClock([2, 3, 4, 5, 6, 40]), limits: s_limits);

    [Fact]
    public void SleepAsync_WithoutALookAfterTheTimerIsSet_IsFoundToSleepForEver()
        => Assert.Contains("The sleep has not ended", Proof.Broken(static () => new SleepByMovedClock([3, 5], hidesMoves: true), s_limits).Message, StringComparison.Ordinal);
}
