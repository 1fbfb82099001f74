using HostedRuntime.Sync;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Time;

/// <summary>Timeouts inside BlockOn. The thread of the call finds the ends of their bodies in its own polls.</summary>
public sealed class TimeoutInBlockOnTests : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly IRuntime _runtime;

    public TimeoutInBlockOnTests() => _runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, ShutdownTimeout = TimeSpan.Zero }, _time);

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void TimeoutAsync_WhenBodyEndsInPoll2_NeverFiresItsToken()
    {
        var tokens = new List<CancellationToken>();
        var results = _runtime.BlockOn(async () =>
        {
            var results = new List<int>();
            for (var i = 0; i < 3; i++)
            {
                results.Add(await AsyncTime.TimeoutAsync(s_timeout, async ct =>
                {
                    tokens.Add(ct);
                    await CurrentTask.YieldAsync();
                    return i;
                }));
            }

            return results;
        });
        _time.Advance(2 * s_timeout);
        Assert.Equal([0, 1, 2], results);
        Assert.All(tokens, static token => Assert.False(token.IsCancellationRequested));
    }

    [Fact]
    public void TimeoutAsync_SeveralResultTypes_ReturnsEachResult() => _runtime.BlockOn(async () =>
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(i, await AsyncTime.TimeoutAsync(s_timeout, async _ =>
            {
                await CurrentTask.YieldAsync();
                return i;
            }));
            Assert.Equal("text", await AsyncTime.TimeoutAsync(s_timeout, static async _ =>
            {
                await CurrentTask.YieldAsync();
                return "text";
            }));
            await AsyncTime.TimeoutAsync(s_timeout, YieldAsync);
        }
    });

    [Fact]
    public void TimeoutAsync_WhenBodyOnlyYields_FiresItsToken() => _runtime.BlockOn(async () =>
    {
        var start = _time.GetUtcNow();
        await Assert.ThrowsAsync<TimeoutException>(() => AsyncTime.TimeoutAsync(s_timeout, async ct =>
        {
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                _time.Advance(s_timeout / 10);
                await CurrentTask.YieldAsync();
            }
        }));
        // One poll more than the time needs, because the token fires in a poll of its own, after the yield.
        Assert.InRange(_time.GetUtcNow() - start, s_timeout, s_timeout * 1.2);
    });

    [Fact]
    public void TimeoutAsync_WhenTheThreadSleeps_FiresItsToken() => _runtime.BlockOn(async () =>
    {
        var never = new AsyncSemaphore(0);
        var start = _time.GetUtcNow();
        var isOver = false;
        var clock = _runtime.Spawn(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                _time.Advance(s_timeout / 100);
                await CurrentTask.YieldAsync();
            }
        });
        await Assert.ThrowsAsync<TimeoutException>(() => AsyncTime.TimeoutAsync(s_timeout, async ct => (await never.AcquireAsync(ct)).Dispose()));
        Volatile.Write(ref isOver, true);
        await clock;
        Assert.True(_time.GetUtcNow() - start >= s_timeout);
    });

    [Fact]
    public void TimeoutAsync_TwoAtOnce_BothComplete() => _runtime.BlockOn(async () =>
    {
        for (var i = 0; i < 3; i++)
        {
            var first = AsyncTime.TimeoutAsync(s_timeout, YieldAsync);
            var second = AsyncTime.TimeoutAsync(s_timeout, YieldAsync);
            await second;
            await first;
        }
    });

    [Fact]
    public void TimeoutAsync_WhenNested_BothComplete() => _runtime.BlockOn(static async () =>
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, await AsyncTime.TimeoutAsync(s_timeout, static async ct =>
            {
                await CurrentTask.YieldAsync();
                await AsyncTime.TimeoutAsync(s_timeout, YieldAsync, ct);
                await CurrentTask.YieldAsync();
                return 1;
            }));
        }
    });

    [Fact]
    public void TimeoutAsync_WhenBodyLeavesTheRuntime_ReturnsItsResult()
    {
        var gate = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        var task = Task.Run(() => _runtime.BlockOn(() => AsyncTime.TimeoutAsync(s_timeout, async _ =>
        {
            await CurrentTask.YieldAsync();
            left.SetResult();
            await gate.Task.ConfigureAwait(false);
            return 1;
        })), TestContext.Current.CancellationToken);
        left.Task.Wait(TestContext.Current.CancellationToken);
        gate.SetResult();
        Assert.Equal(1, task.Result);
    }

    [Fact]
    public void TimeoutAsync_WhenBodyFailsInPoll2_ThrowsItsException() => Assert.Throws<FormatException>(() => _runtime.BlockOn(
        static () => AsyncTime.TimeoutAsync(s_timeout, static async ct =>
        {
            await YieldAsync(ct);
            throw new FormatException();
        })));

    [Fact]
    public void TimeoutAsync_WhenTokenFiresBetweenPolls_ThrowsWithIt()
    {
        using var cts = new CancellationTokenSource();
        var error = Assert.ThrowsAny<OperationCanceledException>(() => _runtime.BlockOn(() =>
        {
            var task = AsyncTime.TimeoutAsync(
                s_timeout,
                static async ct =>
                {
                    await CurrentTask.YieldAsync();
                    ct.ThrowIfCancellationRequested();
                },
                cts.Token);
            cts.Cancel();
            return task;
        }));
        Assert.Equal(cts.Token, error.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TimeoutAsync_WhenRootEndsFirst_StillCompletes(bool waits)
    {
        var gate = new AsyncSemaphore(0);
        // The array keeps BlockOn from awaiting the task.
        var left = _runtime.BlockOn(() => Task.FromResult(new[]
        {
            AsyncTime.TimeoutAsync(s_timeout, async ct =>
            {
                if (waits)
                    (await gate.AcquireAsync(ct)).Dispose();
                else
                    await CurrentTask.YieldAsync();
                return 1;
            }),
        }));
        gate.AddPermits(1);
        Assert.Equal(1, left[0].Result);
    }

    [Fact]
    public void TimeoutAsync_WhenRootEndsFirst_StillFiresItsToken()
    {
        var never = new AsyncSemaphore(0);
        var left = _runtime.BlockOn(() => Task.FromResult(new[]
        {
            AsyncTime.TimeoutAsync(s_timeout, async ct => (await never.AcquireAsync(ct)).Dispose()),
        }));
        _time.Advance(s_timeout);
        Assert.IsType<TimeoutException>(Assert.Throws<AggregateException>(left[0].Wait).InnerException);
    }

    private static async Task YieldAsync(CancellationToken ct) => await CurrentTask.YieldAsync();
}
