namespace HostedRuntime.Tests.Time;

public sealed class SleepTests : IDisposable
{
    private readonly FakeClock _clock = new();

    public void Dispose() => _clock.Dispose();

    [Fact]
    public void SleepAsync_WhenTheTimePasses_CompletesExactlyThen()
    {
        var task = _clock.Start(static ct => AsyncTime.SleepAsync(Ms(100), ct).AsTask());
        _clock.Pass(99.9);
        Assert.False(task.IsFinished);
        _clock.Pass(0.1);
        Assert.True(task.IsFinished);
    }

    [Fact]
    public void SleepAsync_ZeroTime_CompletesAtOnce() => Assert.True(AsyncTime.SleepAsync(TimeSpan.Zero).IsCompletedSuccessfully);

    [Fact]
    public void SleepAsync_NegativeTime_Throws()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(static () => { _ = AsyncTime.SleepAsync(Ms(-2)); });
        Assert.StartsWith("The time must not be negative. Use TimeSpan.Zero for now, or Timeout.InfiniteTimeSpan for never. (Parameter 'delay')", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(-9_999, true)]
    [InlineData(-10_000, false)]
    [InlineData(-19_999, false)]
    public void Time_SlightlyBelowZero_IsTreatedAsByTheBcl(long ticks, bool isNow)
    {
        var time = TimeSpan.FromTicks(ticks);
        using (var cts = new CancellationTokenSource())
        {
            Assert.Equal(isNow, Task.Delay(time, _clock.Time, cts.Token).IsCompleted);
            Assert.Equal(isNow, AsyncTime.SleepAsync(time, cts.Token).IsCompleted);
            cts.Cancel();
        }

        using var sleep = new ResettableSleep(time, _clock.Time);
        Assert.Equal(isNow, sleep.IsElapsed);
        sleep.Reset(Ms(1));
        sleep.Reset(time);
        Assert.Equal(isNow, sleep.IsElapsed);
        using var queue = new DelayQueue<int>(_clock.Time);
        var key = queue.Enqueue(1, time);
        Assert.Equal(isNow, queue.DequeueAsync().IsCompleted);
        Assert.Equal(!isNow, queue.TryReset(key, time));
    }

    [Fact]
    public void SleepAsync_LongerThanATimerAllows_LastsAsLong()
    {
        var task = _clock.Start(static ct => AsyncTime.SleepAsync(TimeSpan.FromDays(120), ct).AsTask());
        for (var day = 0; day < 119; day++)
            _clock.Time.Advance(TimeSpan.FromDays(1));
        _clock.Settle();
        Assert.False(task.IsFinished);
        _clock.Time.Advance(TimeSpan.FromDays(1));
        _clock.Settle();
        Assert.True(task.IsFinished);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue / 10_000)]
    public void SleepAsync_InfiniteTime_EndsOnlyByAnAbort(long milliseconds)
    {
        var task = _clock.Start(() => AsyncTime.SleepAsync(Ms(milliseconds)).AsTask());
        _clock.Time.Advance(TimeSpan.FromDays(10_000));
        _clock.Settle();
        Assert.False(task.IsFinished);
        task.Abort();
        _clock.Settle();
        Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status);
    }

    [Fact]
    public void SleepAsync_WhenCanceled_ThrowsWithItsToken()
    {
        using var cts = new CancellationTokenSource();
        var task = _clock.Start(() => AsyncTime.SleepAsync(Ms(100), cts.Token).AsTask());
        cts.Cancel();
        _clock.Settle();
        var error = Assert.IsAssignableFrom<OperationCanceledException>(task.JoinAsync().AsTask().Result.Exception);
        Assert.Equal(cts.Token, error.CancellationToken);
        _clock.Pass(1_000);
        Assert.True(AsyncTime.SleepAsync(Ms(1), new CancellationToken(true)).IsCanceled);
    }

    [Fact]
    public void SleepAsync_InFinallyAfterAnAbort_SleepsAgain()
    {
        var task = _clock.Start(static async ct =>
        {
            try
            {
                await AsyncTime.SleepAsync(Ms(100), ct);
            }
            finally
            {
                await AsyncTime.SleepAsync(Ms(50), CancellationToken.None);
            }
        });
        task.Abort();
        _clock.Settle();
        Assert.False(task.IsFinished);
        _clock.Pass(50);
        Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status);
    }

    [Fact]
    public void SleepAsync_SeveralTimes_CompleteInTheirOrder()
    {
        var order = new List<int>();
        foreach (var i in new[] { 3, 1, 2 })
        {
            _clock.Start(async () =>
            {
                await AsyncTime.SleepAsync(Ms(10 * i));
                order.Add(i);
            });
        }

        for (var i = 0; i < 3; i++)
            _clock.Pass(10);
        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public void SleepUntilAsync_TimeOfDay_UsesTheRuntimesClock()
    {
        var due = _clock.Time.GetUtcNow() + Ms(100);
        var task = _clock.Start(ct => AsyncTime.SleepUntilAsync(due, ct).AsTask());
        _clock.Pass(99);
        Assert.False(task.IsFinished);
        _clock.Pass(1);
        Assert.True(task.IsFinished);
        var past = _clock.Start(ct => AsyncTime.SleepUntilAsync(due, ct).AsTask());
        Assert.True(past.IsFinished);
    }

    [Fact]
    public void SleepAsync_OnAThreadThatEntered_UsesTheRuntimesClock()
    {
        Task sleep;
        using (_clock.Runtime.Enter())
            sleep = AsyncTime.SleepAsync(Ms(100)).AsTask();
        Assert.False(sleep.IsCompleted);
        _clock.Time.Advance(Ms(100));
        Assert.True(sleep.Wait(TimeSpan.FromSeconds(30)));
    }

    private static TimeSpan Ms(double milliseconds)
        => milliseconds > 1e14 ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(milliseconds);
}
