using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Time;

public sealed class ResettableSleepTests
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void WaitAsync_WhenTheTimePasses_CompletesForAll()
    {
        using var sleep = new ResettableSleep(Ms(100), _time);
        Task[] waits = [sleep.WaitAsync().AsTask(), sleep.WaitAsync().AsTask()];
        _time.Advance(Ms(99));
        Assert.False(sleep.IsElapsed || waits[0].IsCompleted);
        _time.Advance(Ms(1));
        Assert.True(Task.WaitAll(waits, s_hang) && sleep.IsElapsed);
        Assert.True(sleep.WaitAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void Reset_WhileAWaitIsPending_MovesItsEnd()
    {
        using var sleep = new ResettableSleep(Ms(100), _time);
        var wait = sleep.WaitAsync().AsTask();
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Ms(60));
            sleep.Reset(Ms(100));
        }

        Assert.False(wait.IsCompleted);
        sleep.Reset(Ms(10));
        _time.Advance(Ms(10));
        Assert.True(wait.Wait(s_hang));
    }

    [Fact]
    public void Reset_ToZero_CompletesTheWait()
    {
        using var sleep = new ResettableSleep(Timeout.InfiniteTimeSpan, _time);
        var wait = sleep.WaitAsync().AsTask();
        _time.Advance(TimeSpan.FromDays(365));
        Assert.False(sleep.IsElapsed || wait.IsCompleted);
        sleep.Reset(TimeSpan.Zero);
        Assert.True(wait.Wait(s_hang) && sleep.IsElapsed);
    }

    [Fact]
    public void Reset_AfterItElapsed_StartsTheSleepAgain()
    {
        using var sleep = new ResettableSleep(TimeSpan.Zero, _time);
        Assert.True(sleep.IsElapsed);
        sleep.Reset(Ms(100));
        Assert.False(sleep.IsElapsed);
        var wait = sleep.WaitAsync().AsTask();
        _time.Advance(Ms(100));
        Assert.True(wait.Wait(s_hang));
    }

    [Fact]
    public void WaitAsync_WhenCanceled_LeavesTheOtherWaits()
    {
        using var sleep = new ResettableSleep(Ms(100), _time);
        using var cts = new CancellationTokenSource();
        var canceled = sleep.WaitAsync(cts.Token).AsTask();
        var other = sleep.WaitAsync().AsTask();
        cts.Cancel();
        Assert.Throws<AggregateException>(() => canceled.Wait(s_hang));
        _time.Advance(Ms(100));
        Assert.True(other.Wait(s_hang));
    }

    [Fact]
    public void Dispose_WhileAWaitIsPending_MakesItThrow()
    {
        var sleep = new ResettableSleep(Ms(100), _time);
        var wait = sleep.WaitAsync().AsTask();
        sleep.Dispose();
        sleep.Dispose();
        Assert.Equal(
            "The resettable sleep was disposed. Dispose it after the last wait, or make another one.",
            Assert.IsType<ObjectDisposedException>(Assert.Throws<AggregateException>(() => wait.Wait(s_hang)).InnerException).Message);
        Assert.Throws<ObjectDisposedException>(() => { _ = sleep.WaitAsync(); });
        Assert.Equal(
            "The resettable sleep was disposed. Dispose it after the last wait, or make another one.",
            Assert.Throws<ObjectDisposedException>(() => sleep.Reset(Ms(1))).Message);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
