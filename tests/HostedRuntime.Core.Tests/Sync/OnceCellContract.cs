using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

public abstract class OnceCellContract : PlaceContract
{
    private readonly OnceCell<int> _cell = new();

    [Fact]
    public void TrySet_WhenEmpty_SetsTheValueOnce() => Run(async () =>
    {
        Assert.False(_cell.IsSet || _cell.TryGetValue(out _));
        Assert.True(_cell.TrySet(1));
        Assert.False(_cell.TrySet(2));
        Assert.True(_cell.TryGetValue(out var value));
        Assert.Equal((true, 1, 1), (_cell.IsSet, value, await _cell.WaitAsync()));
    });

    [Fact]
    public void OnceCell_CreatedWithAValue_IsSet() => Run(async () =>
    {
        var cell = new OnceCell<string?>(null);
        Assert.True(cell.IsSet && cell.TryGetValue(out _));
        Assert.False(cell.TrySet("later"));
        Assert.Null(await cell.WaitAsync());
        Assert.Null(await cell.GetOrInitializeAsync(static _ => throw new InvalidOperationException("It is set.")));
        Assert.Equal(3, await new OnceCell<int>(3).WaitAsync());
    });

    [Fact]
    public void WaitAsync_WhenSetLater_CompletesForAllWaiters() => Run(async () =>
    {
        var waits = Enumerable.Range(0, 3).Select(_ => _cell.WaitAsync().AsTask()).ToArray();
        Assert.Equal(3, _cell.WaiterCount);
        Assert.True(_cell.TrySet(7));
        Assert.All(await Task.WhenAll(waits), value => Assert.Equal(7, value));
        Assert.True(_cell.WaitAsync().IsCompletedSuccessfully);
    });

    [Fact]
    public void WaitAsync_WhenCanceled_LeavesTheOtherWaiters() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _cell.WaitAsync(source.Token);
        var waits = _cell.WaitAsync();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        Assert.Equal(1, _cell.WaiterCount);
        _cell.TrySet(1);
        Assert.Equal(1, await waits);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _cell.WaitAsync(new CancellationToken(true)));
    });

    [Fact]
    public void GetOrInitializeAsync_WhenSet_DoesNotInitialize() => Run(async () =>
    {
        _cell.TrySet(1);
        Assert.Equal(1, await _cell.GetOrInitializeAsync(static _ => throw new InvalidOperationException("It is set.")));
        Assert.Throws<ArgumentNullException>(() => { _ = _cell.GetOrInitializeAsync(null!); });
    });

    [Fact]
    public void GetOrInitializeAsync_WhenSeveralCall_OneInitializes() => Run(async () =>
    {
        var gate = Signals.Create();
        var calls = 0;
        async Task<int> MakeAsync(CancellationToken ct)
        {
            calls++;
            await gate.Task;
            return 5;
        }

        var all = Enumerable.Range(0, 4).Select(_ => _cell.GetOrInitializeAsync(MakeAsync).AsTask()).ToArray();
        var waits = _cell.WaitAsync();
        Assert.Equal((1, 4), (calls, _cell.WaiterCount));
        // As in tokio, TrySet fails while an initializer runs.
        Assert.False(_cell.TrySet(6));
        gate.SetResult();
        Assert.All(await Task.WhenAll(all), value => Assert.Equal(5, value));
        Assert.Equal((5, 1, 0), (await waits, calls, _cell.WaiterCount));
    });

    [Fact]
    public void GetOrInitializeAsync_WhenInitializerFails_NextCallerTries() => Run(async () =>
    {
        var gate = Signals.Create();
        var order = new List<int>();
        Func<CancellationToken, Task<int>> Initializer(int number, Exception? error) => async _ =>
        {
            order.Add(number);
            await gate.Task;
            return error is null ? number : throw error;
        };

        var first = _cell.GetOrInitializeAsync(Initializer(1, new FormatException("first")));
        var second = _cell.GetOrInitializeAsync(Initializer(2, new TimeoutException("second")));
        var waits = _cell.WaitAsync();
        var third = _cell.GetOrInitializeAsync(Initializer(3, null));
        var fourth = _cell.GetOrInitializeAsync(Initializer(4, null));
        gate.SetResult();
        await Assert.ThrowsAsync<FormatException>(async () => await first);
        await Assert.ThrowsAsync<TimeoutException>(async () => await second);
        Assert.Equal((3, 3, 3), (await third, await fourth, await waits));
        Assert.Equal([1, 2, 3], order);
    });

    [Fact]
    public void GetOrInitializeAsync_WhenInitializerThrows_LeavesCellEmpty() => Run(async () =>
    {
        await Assert.ThrowsAsync<FormatException>(async () => await _cell.GetOrInitializeAsync(static _ => throw new FormatException()));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _cell.GetOrInitializeAsync(static _ => null!));
        Assert.False(_cell.IsSet);
        Assert.Equal(2, await _cell.GetOrInitializeAsync(static _ => Task.FromResult(2)));
    });

    [Fact]
    public void GetOrInitializeAsync_WhenCanceled_NextCallerTries() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var never = new AsyncNotify();
        var first = _cell.GetOrInitializeAsync(async ct =>
        {
            await never.WaitAsync(ct);
            return 1;
        }, source.Token);
        var second = _cell.GetOrInitializeAsync(static _ => Task.FromResult(2));
        Assert.False(second.IsCompleted);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await first);
        Assert.Equal(2, await second);
    });

    [Fact]
    public void GetOrInitializeAsync_WhenCanceledBeforeItsTurn_IsSkipped() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var gate = Signals.Create();
        var first = _cell.GetOrInitializeAsync(async _ =>
        {
            await gate.Task;
            throw new FormatException();
        });
        var second = _cell.GetOrInitializeAsync(static _ => Task.FromResult(2), source.Token);
        var third = _cell.GetOrInitializeAsync(static _ => Task.FromResult(3));
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second);
        gate.SetResult();
        await Assert.ThrowsAsync<FormatException>(async () => await first);
        Assert.Equal(3, await third);
    });

    [Fact]
    public void GetOrInitializeAsync_WhenCancelRacesTheTurn_KeepsTheTurn() => Run(() => Race.RoundsAsync(200, async () =>
    {
        var cell = new OnceCell<int>();
        using var source = new CancellationTokenSource();
        var fail = new TaskCompletionSource<int>();
        var first = cell.GetOrInitializeAsync(_ => fail.Task);
        var second = cell.GetOrInitializeAsync(static _ => Task.FromResult(2), source.Token);
        var third = cell.GetOrInitializeAsync(static _ => Task.FromResult(3));
        Race.Between(() => fail.SetException(new FormatException()), source.Cancel);
        await Assert.ThrowsAsync<FormatException>(async () => await first);
        try
        {
            Assert.Equal(2, await second);
            Assert.Equal(2, await third);
        }
        catch (OperationCanceledException)
        {
            Assert.Equal(3, await third);
        }

        Assert.Equal(0, cell.WaiterCount);
    }));

    [Fact]
    public void GetOrInitializeAsync_WhenTokenHasFired_DoesNotInitialize() => Run(async () =>
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _cell.GetOrInitializeAsync(static _ => Task.FromResult(1), new CancellationToken(true)));
        Assert.False(_cell.IsSet);
    });

    [Fact]
    public void WaitAsync_WhenAwaitedTwice_ThrowsAndChangesNothing() => Run(async () =>
    {
        var pending = _cell.WaitAsync();
        _cell.TrySet(1);
        await pending;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pending);
        Assert.Equal(1, await _cell.WaitAsync());
    });

    [Fact]
    public void GetOrInitializeAsync_WithFailuresAndCancels_AllGetOneValue() => Run(async () =>
    {
        for (var round = 0; round < 50; round++)
        {
            var cell = new OnceCell<int>();
            var running = 0;
            var values = await Task.WhenAll(Enumerable.Range(1, 8).Select(seed => Task.Run(async () =>
            {
                var random = new Random(seed + round);
                while (true)
                {
                    using var source = new CancellationTokenSource();
                    try
                    {
                        var pending = cell.GetOrInitializeAsync(async ct =>
                        {
                            Assert.Equal(1, Interlocked.Increment(ref running));
                            await CurrentTask.YieldAsync();
                            Assert.Equal(0, Interlocked.Decrement(ref running));
                            ct.ThrowIfCancellationRequested();
                            return random.Next(3) == 0 ? seed : throw new FormatException();
                        }, source.Token);
                        if (random.Next(3) == 0)
                            source.Cancel();
                        return await pending;
                    }
                    catch (Exception e) when (e is FormatException or OperationCanceledException)
                    {
                    }
                }
            })));
            Assert.True(cell.TryGetValue(out var value));
            Assert.All(values, got => Assert.Equal(value, got));
            Assert.Equal(0, cell.WaiterCount);
        }
    });
}

public sealed class OnceCellOnOneWorkerTests : OnceCellContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class OnceCellOnTwoWorkersTests : OnceCellContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class OnceCellOnCurrentThreadTests : OnceCellContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class OnceCellOnThreadPoolTests : OnceCellContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class OnceCellOffTheRuntimeTests : OnceCellContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class OnceCellOnASingleThreadedContextTests : OnceCellContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
