namespace HostedRuntime.Tests.Time;

public sealed class TimeoutTests : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(100);

    private readonly FakeClock _clock = new();

    public void Dispose() => _clock.Dispose();

    [Fact]
    public void TimeoutAsync_ZeroAndBodyIsReady_ReturnsItsResult()
        => Assert.Equal(1, Result(() => AsyncTime.TimeoutAsync(TimeSpan.Zero, static _ => Task.FromResult(1))));

    [Fact]
    public void TimeoutAsync_WhenBodyEndsInTime_NeverFiresItsToken()
    {
        CancellationToken token = default;
        var task = _clock.Start(() => AsyncTime.TimeoutAsync(s_timeout, async ct =>
        {
            token = ct;
            await AsyncTime.SleepAsync(s_timeout / 2, ct);
            return 1;
        }));
        _clock.Pass(50);
        Assert.Equal(1, task.AsTask().Result);
        _clock.Pass(1_000);
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public void TimeoutAsync_WhenTheTimeIsOver_ThrowsAfterTheBodysEnd()
    {
        var isCleanedUp = false;
        var task = _clock.Start(() => AsyncTime.TimeoutAsync(s_timeout, async ct =>
        {
            try
            {
                await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct);
            }
            finally
            {
                await AsyncTime.SleepAsync(s_timeout, CancellationToken.None);
                isCleanedUp = true;
            }
        }));
        _clock.Pass(99);
        Assert.False(task.IsFinished);
        _clock.Pass(1);
        Assert.False(task.IsFinished);
        _clock.Pass(100);
        var error = Assert.IsType<TimeoutException>(ErrorOf(task));
        Assert.Equal("The body did not end within 00:00:00.1000000; its token was fired, and it ended cancelled.", error.Message);
        Assert.IsAssignableFrom<OperationCanceledException>(error.InnerException);
        Assert.True(isCleanedUp);
    }

    [Fact]
    public void TimeoutAsync_ZeroAndBodyWaits_FiresItsToken()
    {
        var task = _clock.Start(() => AsyncTime.TimeoutAsync(TimeSpan.Zero, static ct => AsyncTime.SleepAsync(s_timeout, ct).AsTask()));
        Assert.IsType<TimeoutException>(ErrorOf(task));
    }

    [Fact]
    public void TimeoutAsync_WhenBodyWaitsTooLate_FiresItsToken()
    {
        var task = _clock.Start(() => AsyncTime.TimeoutAsync(s_timeout, ct =>
        {
            _clock.Time.Advance(2 * s_timeout);
            return AsyncTime.SleepAsync(s_timeout, ct).AsTask();
        }));
        Assert.IsType<TimeoutException>(ErrorOf(task));
    }

    [Fact]
    public void TimeoutAsync_WhenBodyIsReadyTooLate_ReturnsItsResult()
        => Assert.Equal(1, Result(() => AsyncTime.TimeoutAsync(s_timeout, _ =>
        {
            _clock.Time.Advance(2 * s_timeout);
            return Task.FromResult(1);
        })));

    [Fact]
    public void TimeoutAsync_WhenBodyIgnoresItsToken_ReturnsItsResult()
    {
        var task = _clock.Start(() => AsyncTime.TimeoutAsync(s_timeout, static async ct =>
        {
            try
            {
                await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct);
            }
            catch (OperationCanceledException)
            {
            }

            return 1;
        }));
        _clock.Pass(100);
        Assert.Equal(1, task.AsTask().Result);
    }

    [Fact]
    public void TimeoutAsync_WhenBodyFails_ThrowsItsException()
    {
        Assert.IsType<FormatException>(ErrorOf(_clock.Start(() => AsyncTime.TimeoutAsync(s_timeout, static _ => throw new FormatException()))));
        Assert.IsType<FormatException>(ErrorOf(_clock.Start(() => AsyncTime.TimeoutAsync(s_timeout, static async _ =>
        {
            await CurrentTask.YieldAsync();
            throw new FormatException();
        }))));
        var error = ErrorOf(_clock.Start(() => AsyncTime.TimeoutAsync(s_timeout, static _ => (Task)null!)));
        Assert.Equal("The body returned null where a Task was due.", Assert.IsType<InvalidOperationException>(error).Message);
    }

    [Fact]
    public void TimeoutAsync_WhenCallersTokenFires_ThrowsWithIt()
    {
        using var cts = new CancellationTokenSource();
        var task = _clock.Start(() => AsyncTime.TimeoutAsync(s_timeout, static ct => AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct).AsTask(), cts.Token));
        cts.Cancel();
        _clock.Settle();
        var error = Assert.IsAssignableFrom<OperationCanceledException>(ErrorOf(task));
        Assert.Equal(cts.Token, error.CancellationToken);
    }

    [Fact]
    public void TimeoutAsync_WhenCallersTokenHasFired_SkipsTheBody()
    {
        var called = false;
        var task = AsyncTime.TimeoutAsync(s_timeout, _ =>
        {
            called = true;
            return Task.CompletedTask;
        }, new CancellationToken(true));
        Assert.True(task.IsCanceled);
        Assert.False(called);
    }

    [Fact]
    public void TimeoutAsync_WhenTokenFiresFirst_ThrowsNoTimeout()
    {
        using var cts = new CancellationTokenSource();
        var task = _clock.Start(() => AsyncTime.TimeoutAsync(s_timeout, static async ct =>
        {
            try
            {
                await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct);
            }
            finally
            {
                await AsyncTime.SleepAsync(2 * s_timeout, CancellationToken.None);
            }
        }, cts.Token));
        cts.Cancel();
        _clock.Settle();
        _clock.Pass(200);
        Assert.IsAssignableFrom<OperationCanceledException>(ErrorOf(task));
    }

    [Fact]
    public void TimeoutAsync_WhenTaskIsAborted_CancelsTheTask()
    {
        var task = _clock.Start(static () => AsyncTime.TimeoutAsync(s_timeout, static ct => AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct).AsTask()));
        task.Abort();
        _clock.Settle();
        Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status);
    }

    [Fact]
    public void TimeoutAsync_WhenAbortedInForeignAwait_CancelsTheTask()
    {
        var task = _clock.Start(static own => AsyncTime.TimeoutAsync(s_timeout, static ct => new TaskCompletionSource().Task.WaitAsync(ct), own));
        task.Abort();
        _clock.Settle();
        Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status);
    }

    [Fact]
    public void TimeoutAsync_WhenNested_TheShorterTimeoutThrows()
    {
        var task = _clock.Start(static () => AsyncTime.TimeoutAsync(s_timeout, static async ct =>
        {
            await Assert.ThrowsAsync<TimeoutException>(() => AsyncTime.TimeoutAsync(s_timeout / 2, static ct => AsyncTime.SleepAsync(s_timeout, ct).AsTask(), ct));
            return 1;
        }));
        _clock.Pass(50);
        Assert.Equal(1, task.AsTask().Result);
    }

    [Fact]
    public void TimeoutAtAsync_TimeOfDay_UsesTheRuntimesClock()
    {
        var due = _clock.Time.GetUtcNow() + s_timeout;
        var task = _clock.Start(() => AsyncTime.TimeoutAtAsync(due, static ct => AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct).AsTask()));
        _clock.Pass(99);
        Assert.False(task.IsFinished);
        _clock.Pass(1);
        Assert.IsType<TimeoutException>(ErrorOf(task));
        Assert.Equal(1, Result(() => AsyncTime.TimeoutAtAsync(due, static _ => Task.FromResult(1))));
    }

    [Fact]
    public void TimeoutAsync_InfiniteTime_NeverFires()
    {
        var task = _clock.Start(static () => AsyncTime.TimeoutAsync(Timeout.InfiniteTimeSpan, static ct => AsyncTime.SleepAsync(TimeSpan.FromDays(1), ct).AsTask()));
        _clock.Time.Advance(TimeSpan.FromDays(1));
        _clock.Settle();
        Assert.Equal(JoinStatus.Completed, task.JoinAsync().AsTask().Result.Status);
    }

    [Fact]
    public async Task TimeoutAsync_InvalidArguments_Throws()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(static () => AsyncTime.TimeoutAsync(TimeSpan.FromSeconds(-1), static _ => Task.CompletedTask));
        await Assert.ThrowsAsync<ArgumentNullException>(static () => AsyncTime.TimeoutAsync(s_timeout, (Func<CancellationToken, Task>)null!));
    }

    private static Exception? ErrorOf(JoinHandle task) => task.JoinAsync().AsTask().Result.Exception;

    private T Result<T>(Func<Task<T>> body) => _clock.Start(body).AsTask().Result;
}
