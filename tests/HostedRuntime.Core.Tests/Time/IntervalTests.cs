namespace HostedRuntime.Tests.Time;

public sealed class IntervalTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly List<double> _ticks = [];

    public void Dispose() => _clock.Dispose();

    [Fact]
    public void WaitForNextTickAsync_FirstCall_CompletesAtOnce()
    {
        Loop(MissedTickBehavior.Burst);
        Assert.Equal([0], _ticks);
        _clock.Pass(99);
        Assert.Equal([0], _ticks);
        _clock.Pass(1);
        _clock.Pass(100);
        Assert.Equal([0, 100, 200], _ticks);
    }

    [Theory]
    [InlineData(MissedTickBehavior.Burst, new double[] { 0, 350, 350, 350, 400, 500 })]
    [InlineData(MissedTickBehavior.Delay, new double[] { 0, 350, 450, 550 })]
    [InlineData(MissedTickBehavior.Skip, new double[] { 0, 350, 400, 500 })]
    public void WaitForNextTickAsync_AfterMissedTicks_FollowsTheBehavior(MissedTickBehavior behavior, double[] expected)
    {
        Loop(behavior);
        _clock.Pass(350);
        for (var i = 0; i < 20; i++)
            _clock.Pass(10);
        Assert.Equal(expected, _ticks);
    }

    [Theory]
    [InlineData(MissedTickBehavior.Burst)]
    [InlineData(MissedTickBehavior.Delay)]
    [InlineData(MissedTickBehavior.Skip)]
    public void WaitForNextTickAsync_WhenSlightlyLate_KeepsTheSchedule(MissedTickBehavior behavior)
    {
        Loop(behavior);
        _clock.Pass(105);
        _clock.Pass(95);
        Assert.Equal([0, 105, 200], _ticks);
    }

    [Fact]
    public void WaitForNextTickAsync_WhenCanceled_TakesNoTick()
    {
        using var interval = new Interval(TimeSpan.FromMilliseconds(100), timeProvider: _clock.Time);
        Assert.True(interval.WaitForNextTickAsync().Result);
        using var cts = new CancellationTokenSource();
        var canceled = interval.WaitForNextTickAsync(cts.Token);
        cts.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => canceled.AsTask().GetAwaiter().GetResult());
        _clock.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(interval.WaitForNextTickAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void WaitForNextTickAsync_WhenAnotherIsPending_Throws()
    {
        using var interval = new Interval(TimeSpan.FromMilliseconds(100), timeProvider: _clock.Time);
        Assert.True(interval.WaitForNextTickAsync().Result);
        var first = interval.WaitForNextTickAsync().AsTask();
        var second = interval.WaitForNextTickAsync().AsTask();
        Assert.StartsWith("Another wait for this interval is pending.", Assert.IsType<InvalidOperationException>(second.Exception!.InnerException).Message, StringComparison.Ordinal);
        _clock.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(first.Wait(TimeSpan.FromSeconds(30)) && first.Result);
    }

    [Fact]
    public void Reset_WhileAWaitIsPending_MovesTheTick()
    {
        using var interval = new Interval(TimeSpan.FromMilliseconds(100), timeProvider: _clock.Time);
        Assert.True(interval.WaitForNextTickAsync().Result);
        var pending = interval.WaitForNextTickAsync().AsTask();
        _clock.Time.Advance(TimeSpan.FromMilliseconds(60));
        interval.Reset();
        _clock.Time.Advance(TimeSpan.FromMilliseconds(60));
        Assert.False(pending.IsCompleted);
        _clock.Time.Advance(TimeSpan.FromMilliseconds(40));
        Assert.True(pending.Wait(TimeSpan.FromSeconds(30)) && pending.Result);
    }

    [Fact]
    public void Interval_WithDueTime_TicksThenAndEachPeriod()
    {
        Loop(MissedTickBehavior.Burst, Ms(30));
        Assert.Empty(_ticks);
        _clock.Pass(29);
        Assert.Empty(_ticks);
        _clock.Pass(1);
        _clock.Pass(100);
        _clock.Pass(100);
        Assert.Equal([30, 130, 230], _ticks);
    }

    [Fact]
    public void Interval_InfiniteDueTime_TicksAfterAReset()
    {
        using var interval = new Interval(Timeout.InfiniteTimeSpan, Ms(100), timeProvider: _clock.Time);
        var pending = interval.WaitForNextTickAsync().AsTask();
        Assert.Equal(long.MaxValue, interval.NextTickTimestamp);
        _clock.Time.Advance(TimeSpan.FromDays(10_000));
        Assert.False(pending.IsCompleted);
        interval.Reset();
        _clock.Time.Advance(Ms(99));
        Assert.False(pending.IsCompleted);
        _clock.Time.Advance(Ms(1));
        Assert.True(Get(pending));
    }

    [Fact]
    public void ResetImmediately_WhileAWaitIsPending_TicksNow()
    {
        using var interval = Ticked();
        var pending = interval.WaitForNextTickAsync().AsTask();
        _clock.Time.Advance(Ms(60));
        interval.ResetImmediately();
        Assert.True(Get(pending));
        AssertNextTickIn(interval, 100);
    }

    [Theory]
    [InlineData(MissedTickBehavior.Burst)]
    [InlineData(MissedTickBehavior.Delay)]
    [InlineData(MissedTickBehavior.Skip)]
    public void ResetImmediately_AfterMissedTicks_DropsThem(MissedTickBehavior behavior)
    {
        using var interval = Ticked(behavior);
        _clock.Time.Advance(Ms(350));
        interval.ResetImmediately();
        Assert.True(Get(interval.WaitForNextTickAsync().AsTask()));
        AssertNextTickIn(interval, 100);
    }

    [Fact]
    public void ResetAfter_WhileAWaitIsPending_MovesTheTick()
    {
        using var interval = Ticked();
        var pending = interval.WaitForNextTickAsync().AsTask();
        interval.ResetAfter(Ms(250));
        _clock.Time.Advance(Ms(249));
        Assert.False(pending.IsCompleted);
        _clock.Time.Advance(Ms(1));
        Assert.True(Get(pending));
        AssertNextTickIn(interval, 100);
        interval.ResetAfter(Ms(10));
        AssertNextTickIn(interval, 10);
        interval.ResetAfter(Timeout.InfiniteTimeSpan);
        Assert.Equal(long.MaxValue, interval.NextTickTimestamp);
    }

    [Fact]
    public void ResetAt_TimestampOfAnotherInterval_TicksWithIt()
    {
        using var other = new Interval(Ms(40), Ms(100), timeProvider: _clock.Time);
        using var interval = Ticked();
        interval.ResetAt(other.NextTickTimestamp);
        Assert.Equal(other.NextTickTimestamp, interval.NextTickTimestamp);
        AssertNextTickIn(interval, 40);
        var pending = interval.WaitForNextTickAsync().AsTask();
        _clock.Time.Advance(Ms(40));
        Assert.True(Get(pending));
        AssertNextTickIn(interval, 100);
    }

    [Theory]
    [InlineData(MissedTickBehavior.Burst, 3)]
    [InlineData(MissedTickBehavior.Delay, 1)]
    [InlineData(MissedTickBehavior.Skip, 1)]
    public void ResetAt_TimeInThePast_CountsMissedTicks(MissedTickBehavior behavior, int ready)
    {
        using var interval = Ticked(behavior);
        _clock.Time.Advance(Ms(1_000));
        interval.ResetAt(_clock.Time.GetTimestamp() - Timestamps(250));
        for (var i = 0; i < ready; i++)
            Assert.True(interval.WaitForNextTickAsync().IsCompletedSuccessfully);
        AssertNextTickIn(interval, behavior == MissedTickBehavior.Delay ? 100 : 50);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1)]
    public void ResetAt_BeyondTheClock_TicksAfterAReset(long timestamp)
    {
        using var interval = Ticked();
        var pending = interval.WaitForNextTickAsync().AsTask();
        interval.ResetAt(timestamp);
        Assert.Equal(long.MaxValue, interval.NextTickTimestamp);
        _clock.Time.Advance(TimeSpan.FromDays(10_000));
        Assert.False(pending.IsCompleted);
        interval.ResetAt(long.MinValue);
        Assert.True(Get(pending));
    }

    [Fact]
    public void NextTickTimestamp_BeforeEachWait_ReturnsTheDueTime()
    {
        var due = new List<double>();
        var late = new List<double>();
        _clock.Start(async () =>
        {
            var start = _clock.Time.GetTimestamp();
            using var interval = new Interval(Ms(100));
            while (true)
            {
                var timestamp = interval.NextTickTimestamp;
                await interval.WaitForNextTickAsync();
                due.Add(_clock.Time.GetElapsedTime(start, timestamp).TotalMilliseconds);
                late.Add(_clock.Time.GetElapsedTime(timestamp).TotalMilliseconds);
            }
        });
        _clock.Pass(100);
        _clock.Pass(130);
        _clock.Pass(70);
        Assert.Equal([0, 100, 200, 300], due);
        Assert.Equal([0, 0, 30, 0], late);
    }

    [Fact]
    public void Dispose_WhileAWaitIsPending_MakesItReturnFalse()
    {
        var interval = new Interval(TimeSpan.FromMilliseconds(100), timeProvider: _clock.Time);
        Assert.True(interval.WaitForNextTickAsync().Result);
        var pending = interval.WaitForNextTickAsync().AsTask();
        interval.Dispose();
        interval.Dispose();
        Assert.False(pending.Result);
        Assert.False(interval.WaitForNextTickAsync().Result);
        Assert.Equal(
            "The interval was disposed. A disposed interval ticks no more: make another one.",
            Assert.Throws<ObjectDisposedException>(interval.Reset).Message);
        Assert.Throws<ObjectDisposedException>(interval.ResetImmediately);
        Assert.Throws<ObjectDisposedException>(() => interval.ResetAfter(Ms(1)));
        Assert.Throws<ObjectDisposedException>(() => interval.ResetAt(0));
        Assert.Equal(long.MaxValue, interval.NextTickTimestamp);
    }

    [Fact]
    public void Interval_InvalidArguments_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Interval(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Interval(Timeout.InfiniteTimeSpan));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Interval(TimeSpan.FromSeconds(1), (MissedTickBehavior)7));
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", static () => new Interval(TimeSpan.FromMilliseconds(-2), TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>("period", static () => new Interval(TimeSpan.FromSeconds(1), TimeSpan.Zero));
        using var interval = new Interval(TimeSpan.FromSeconds(1));
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => interval.ResetAfter(TimeSpan.FromMilliseconds(-2)));
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static bool Get(Task<bool> tick)
    {
        Assert.True(tick.Wait(TimeSpan.FromSeconds(30)), "No tick came.");
        return tick.Result;
    }

    /// <summary>Returns an interval of 100 ms whose first tick was taken.</summary>
    private Interval Ticked(MissedTickBehavior behavior = MissedTickBehavior.Burst)
    {
        var interval = new Interval(Ms(100), behavior, _clock.Time);
        Assert.True(Get(interval.WaitForNextTickAsync().AsTask()));
        return interval;
    }

    private long Timestamps(double milliseconds) => (long)(milliseconds * _clock.Time.TimestampFrequency / 1_000);

    private void AssertNextTickIn(Interval interval, double milliseconds)
        => Assert.Equal(_clock.Time.GetTimestamp() + Timestamps(milliseconds), interval.NextTickTimestamp);

    private void Loop(MissedTickBehavior behavior, TimeSpan dueTime = default) => _clock.Start(async () =>
    {
        var start = _clock.Time.GetTimestamp();
        using var interval = new Interval(dueTime, TimeSpan.FromMilliseconds(100), behavior);
        while (await interval.WaitForNextTickAsync())
            _ticks.Add(_clock.Time.GetElapsedTime(start).TotalMilliseconds);
    });
}
