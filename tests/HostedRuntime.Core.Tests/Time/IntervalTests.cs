namespace HostedRuntime.Tests.Time;

public sealed class IntervalTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly List<double> _ticks = [];

    public void Dispose() => _clock.Dispose();

    [Fact]
    public void WaitForNextTickAsync_FirstTime_IsReadyAtOnce()
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
    public void WaitForNextTickAsync_TicksWereMissed_FollowTheBehavior(MissedTickBehavior behavior, double[] expected)
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
    public void WaitForNextTickAsync_ALittleLate_KeepsStep(MissedTickBehavior behavior)
    {
        Loop(behavior);
        _clock.Pass(105);
        _clock.Pass(95);
        Assert.Equal([0, 105, 200], _ticks);
    }

    [Fact]
    public void WaitForNextTickAsync_Canceled_TakesNoTick()
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
    public void WaitForNextTickAsync_AnotherIsPending_IsRefused()
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
    public void Reset_WhileAWaitIsPending_MovesIt()
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
    public void Dispose_WhileAWaitIsPending_EndsItWithFalse()
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
    }

    [Fact]
    public void Interval_BadArguments_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Interval(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Interval(Timeout.InfiniteTimeSpan));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Interval(TimeSpan.FromSeconds(1), (MissedTickBehavior)7));
    }

    private void Loop(MissedTickBehavior behavior) => _clock.Start(async () =>
    {
        var start = _clock.Time.GetTimestamp();
        using var interval = new Interval(TimeSpan.FromMilliseconds(100), behavior);
        while (await interval.WaitForNextTickAsync())
            _ticks.Add(_clock.Time.GetElapsedTime(start).TotalMilliseconds);
    });
}
