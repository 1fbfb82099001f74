using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Tasks.Joins;

/// <summary>
/// The contract of a handle's <c>WaitAsync</c> on every flavor. <see cref="HandleWaitTimeTests"/> has the tests in which time passes.
/// </summary>
public abstract class HandleWaitContract : RuntimeUnderTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    [Fact]
    public void WaitAsync_WhenTheTaskEndsInTime_ReturnsItsOutcome() => Run(async rt =>
    {
        var go = Signals.Create();
        var value = rt.Spawn(async () =>
        {
            await go.Task;
            return 5;
        });
        var failing = rt.Spawn(async () =>
        {
            await go.Task;
            ThrowFormat();
        });
        using var source = new CancellationTokenSource();
        Task<int>[] values = [value.WaitAsync(s_long), value.WaitAsync(source.Token), value.WaitAsync(s_long, source.Token)];
        var failure = failing.WaitAsync(s_long);
        go.SetResult();
        var given = await Task.WhenAll(values);
        Assert.Equal([5, 5, 5], given);
        var error = await Assert.ThrowsAsync<FormatException>(() => failure);
        Assert.Contains(nameof(ThrowFormat), error.StackTrace, StringComparison.Ordinal);
    });

    [Fact]
    public void WaitAsync_WhenTheTaskIsAborted_ThrowsJoinCanceled() => Run(async rt =>
    {
        var pending = rt.Spawn(ct => AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct).AsTask());
        var wait = pending.WaitAsync(s_long);
        pending.Abort();
        Assert.Equal(pending.Id, (await Assert.ThrowsAsync<JoinCanceledException>(() => wait)).TaskId);
        Assert.True(wait.IsCanceled);
    });

    [Fact]
    public void WaitAsync_WhenTheTaskHasEnded_IgnoresTimeAndToken() => Run(async rt =>
    {
        var ended = rt.Spawn(() => 5);
        await ended;
        var fired = new CancellationToken(canceled: true);
        Assert.Equal(5, await ended.WaitAsync(TimeSpan.Zero));
        Assert.Equal(5, await ended.WaitAsync(fired));
        Assert.Equal(5, await ended.WaitAsync(TimeSpan.Zero, fired));
        await ((JoinHandle)ended).WaitAsync(TimeSpan.Zero, fired);
    });

    [Fact]
    public void WaitAsync_ZeroTime_ThrowsAtOnceAndTheTaskGoesOn() => Run(async rt =>
    {
        var go = Signals.Create();
        var handle = rt.Spawn(() => go.Task, new SpawnOptions { Name = "slow" });
        var error = await Assert.ThrowsAsync<TimeoutException>(() => handle.WaitAsync(TimeSpan.Zero));
        Assert.StartsWith($"The task 'slow' {handle.Id} (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(") did not end within 00:00:00. Only the wait has ended: to end the task as well, call Abort.", error.Message, StringComparison.Ordinal);
        Assert.False(handle.IsFinished);
        go.SetResult();
        await handle;
    });

    [Fact]
    public void WaitAsync_WhenTheTokenFires_CancelsOnlyTheWait() => Run(async rt =>
    {
        var go = Signals.Create();
        var handle = rt.Spawn(() => go.Task);
        using var source = new CancellationTokenSource();
        Task[] waits = [handle.WaitAsync(source.Token), handle.WaitAsync(s_long, source.Token)];
        source.Cancel();
        foreach (var wait in waits.Append(handle.WaitAsync(TimeSpan.Zero, source.Token)))
        {
            var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
            Assert.Equal(source.Token, error.CancellationToken);
            Assert.IsNotType<JoinCanceledException>(error);
            Assert.True(wait.IsCanceled);
        }

        Assert.False(handle.IsFinished);
        go.SetResult();
        await handle;
    });

    [Fact]
    public void WaitAsync_WhenTheCallerIsAborted_CancelsTheWait() => Run(async rt =>
    {
        var go = Signals.Create();
        var handle = rt.Spawn(() => go.Task);
        var waiting = Signals.Create();
        var waiter = rt.Spawn(async () =>
        {
            var wait = handle.WaitAsync(s_long);
            waiting.SetResult();
            await wait;
        });
        await waiting.Task;
        waiter.Abort();
        Assert.Equal(JoinStatus.Canceled, (await waiter.JoinAsync()).Status);
        Assert.False(handle.IsFinished);
        go.SetResult();
        await handle;
    });

    [Fact]
    public void WaitAsync_OnATask_ResumesOnThatTask() => Run(async rt =>
    {
        var go = Signals.Create();
        var handle = rt.Spawn(() => go.Task);
        var isSame = rt.Spawn(async () =>
        {
            var id = CurrentTask.Id;
            var wait = handle.WaitAsync(s_long);
            go.SetResult();
            await wait;
            return id == CurrentTask.Id && CurrentTask.Runtime == rt;
        });
        Assert.True(await isSame);
    });

    [Fact]
    public void WaitAsync_TimesOutOfRange_ThrowAsInTheBcl() => Run(async rt =>
    {
        var go = Signals.Create();
        var (handle, task) = (rt.Spawn(() => go.Task), go.Task);
        TimeSpan[] times =
        [
            TimeSpan.FromMilliseconds(-1), TimeSpan.FromMilliseconds(-1.5), TimeSpan.FromMilliseconds(-2), TimeSpan.MinValue,
            TimeSpan.FromMilliseconds(uint.MaxValue - 1), TimeSpan.FromMilliseconds(uint.MaxValue), TimeSpan.MaxValue,
        ];
        foreach (var time in times)
        {
            var (ours, theirs) = (Refused(() => handle.WaitAsync(time)), Refused(() => task.WaitAsync(time)));
            Assert.Equal((time, theirs?.GetType(), theirs?.ParamName), (time, ours?.GetType(), ours?.ParamName));
            if (ours is not null)
                Assert.StartsWith("The timeout must be between zero and 49 days, or Timeout.InfiniteTimeSpan for no limit.", ours.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<TimeoutException>(() => handle.WaitAsync(TimeSpan.FromMilliseconds(-0.5)));
        await Assert.ThrowsAsync<TimeoutException>(() => task.WaitAsync(TimeSpan.FromMilliseconds(-0.5)));
        go.SetResult();
        await handle;
    });

    private static ArgumentOutOfRangeException? Refused(Func<Task> wait)
    {
        try
        {
            _ = wait();
            return null;
        }
        catch (ArgumentOutOfRangeException e)
        {
            return e;
        }
    }

    private static void ThrowFormat() => throw new FormatException("bad");
}
