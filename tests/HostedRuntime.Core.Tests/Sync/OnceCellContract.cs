using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

public abstract class OnceCellContract : PlaceContract
{
    private readonly OnceCell<int> _context = new();

    [Fact]
    public void TrySet_Empty_SetsItOnce() => Run(async () =>
    {
        Assert.False(_context.IsSet || _context.TryGetValue(out _));
        Assert.True(_context.TrySet(1));
        Assert.False(_context.TrySet(2));
        Assert.True(_context.TryGetValue(out var value));
        Assert.Equal((true, 1, 1), (_context.IsSet, value, await _context.WaitAsync()));
    });

    [Fact]
    public void OnceCell_MadeWithAValue_HasIt() => Run(async () =>
    {
        var cell = new OnceCell<string?>(null);
        Assert.True(cell.IsSet && cell.TryGetValue(out _));
        Assert.False(cell.TrySet("later"));
        Assert.Null(await cell.WaitAsync());
        Assert.Null(await cell.GetOrInitializeAsync(static _ => throw new InvalidOperationException("It is set.")));
        Assert.Equal(3, await new OnceCell<int>(3).WaitAsync());
    });

    [Fact]
    public void WaitAsync_SetLater_EndsForAll() => Run(async () =>
    {
        var waits = Enumerable.Range(0, 3).Select(_ => _context.WaitAsync().AsTask()).ToArray();
        Assert.Equal(3, _context.WaiterCount);
        Assert.True(_context.TrySet(7));
        Assert.All(await Task.WhenAll(waits), value => Assert.Equal(7, value));
        Assert.True(_context.WaitAsync().IsCompletedSuccessfully);
    });

    [Fact]
    public void WaitAsync_Canceled_LeavesTheOthers() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var canceled = _context.WaitAsync(source.Token);
        var waits = _context.WaitAsync();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        Assert.Equal(1, _context.WaiterCount);
        _context.TrySet(1);
        Assert.Equal(1, await waits);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _context.WaitAsync(new CancellationToken(true)));
    });

    [Fact]
    public void GetOrInitializeAsync_Set_DoesNotInitialize() => Run(async () =>
    {
        _context.TrySet(1);
        Assert.Equal(1, await _context.GetOrInitializeAsync(static _ => throw new InvalidOperationException("It is set.")));
        Assert.Throws<ArgumentNullException>(() => { _ = _context.GetOrInitializeAsync(null!); });
    });

    [Fact]
    public void GetOrInitializeAsync_SeveralAtOnce_OneInitializes() => Run(async () =>
    {
        var gate = Signals.Create();
        var calls = 0;
        async Task<int> MakeAsync(CancellationToken ct)
        {
            calls++;
            await gate.Task;
            return 5;
        }

        var all = Enumerable.Range(0, 4).Select(_ => _context.GetOrInitializeAsync(MakeAsync).AsTask()).ToArray();
        var waits = _context.WaitAsync();
        Assert.Equal((1, 4), (calls, _context.WaiterCount));
        // As tokio: an initializer at work is not forestalled.
        Assert.False(_context.TrySet(6));
        gate.SetResult();
        Assert.All(await Task.WhenAll(all), value => Assert.Equal(5, value));
        Assert.Equal((5, 1, 0), (await waits, calls, _context.WaiterCount));
    });

    [Fact]
    public void GetOrInitializeAsync_InitializerFails_TheNextInLineTries() => Run(async () =>
    {
        var gate = Signals.Create();
        var order = new List<int>();
        Func<CancellationToken, Task<int>> Initializer(int number, Exception? error) => async _ =>
        {
            order.Add(number);
            await gate.Task;
            return error is null ? number : throw error;
        };

        var first = _context.GetOrInitializeAsync(Initializer(1, new FormatException("first")));
        var second = _context.GetOrInitializeAsync(Initializer(2, new TimeoutException("second")));
        var waits = _context.WaitAsync();
        var third = _context.GetOrInitializeAsync(Initializer(3, null));
        var fourth = _context.GetOrInitializeAsync(Initializer(4, null));
        gate.SetResult();
        await Assert.ThrowsAsync<FormatException>(async () => await first);
        await Assert.ThrowsAsync<TimeoutException>(async () => await second);
        Assert.Equal((3, 3, 3), (await third, await fourth, await waits));
        Assert.Equal([1, 2, 3], order);
    });

    [Fact]
    public void GetOrInitializeAsync_InitializerThrowsAtOnceOrIsNull_LeavesTheCellEmpty() => Run(async () =>
    {
        await Assert.ThrowsAsync<FormatException>(async () => await _context.GetOrInitializeAsync(static _ => throw new FormatException()));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _context.GetOrInitializeAsync(static _ => null!));
        Assert.False(_context.IsSet);
        Assert.Equal(2, await _context.GetOrInitializeAsync(static _ => Task.FromResult(2)));
    });

    [Fact]
    public void GetOrInitializeAsync_InitializerCanceled_TheNextInLineTries() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var never = new AsyncNotify();
        var first = _context.GetOrInitializeAsync(async ct =>
        {
            await never.WaitAsync(ct);
            return 1;
        }, source.Token);
        var second = _context.GetOrInitializeAsync(static _ => Task.FromResult(2));
        Assert.False(second.IsCompleted);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await first);
        Assert.Equal(2, await second);
    });

    [Fact]
    public void GetOrInitializeAsync_CanceledWhileWaitingForItsTurn_IsSkipped() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        var gate = Signals.Create();
        var first = _context.GetOrInitializeAsync(async _ =>
        {
            await gate.Task;
            throw new FormatException();
        });
        var second = _context.GetOrInitializeAsync(static _ => Task.FromResult(2), source.Token);
        var third = _context.GetOrInitializeAsync(static _ => Task.FromResult(3));
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second);
        gate.SetResult();
        await Assert.ThrowsAsync<FormatException>(async () => await first);
        Assert.Equal(3, await third);
    });

    [Fact]
    public void GetOrInitializeAsync_TurnRacingWithCancel_IsNeverLost() => Run(() => Race.RoundsAsync(200, async () =>
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
    public void GetOrInitializeAsync_CanceledBefore_DoesNotInitialize() => Run(async () =>
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _context.GetOrInitializeAsync(static _ => Task.FromResult(1), new CancellationToken(true)));
        Assert.False(_context.IsSet);
    });

    [Fact]
    public void ValueTask_AwaitedTwice_ThrowsAndHarmsNobody() => Run(async () =>
    {
        var pending = _context.WaitAsync();
        _context.TrySet(1);
        await pending;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pending);
        Assert.Equal(1, await _context.WaitAsync());
    });

    [Fact]
    public void Contended_InitializersFailAndCancel_OneValueForAll() => Run(async () =>
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
