using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

public abstract class MutexContract : PlaceContract
{
    private readonly AsyncMutex _mutex = new();

    [Fact]
    public void LockAsync_WhenFree_CompletesAtOnce() => Run(async () =>
    {
        var pending = _mutex.LockAsync();
        Assert.True(pending.IsCompletedSuccessfully);
        Assert.True(_mutex.IsLocked);
        (await pending).Dispose();
        Assert.False(_mutex.IsLocked);
    });

    [Fact]
    public void LockAsync_WhenHeld_WaitsInOrder() => Run(async () =>
    {
        var order = new List<int>();
        var held = await _mutex.LockAsync();
        async Task TakeAsync(int i)
        {
            using (await _mutex.LockAsync())
            {
                await CurrentTask.YieldAsync();
                order.Add(i);
            }
        }

        var waits = Enumerable.Range(0, 10).Select(TakeAsync).ToArray();
        Assert.Equal(10, _mutex.WaiterCount);
        Assert.False(_mutex.TryLock(out _));
        held.Dispose();
        await Task.WhenAll(waits);
        Assert.Equal(Enumerable.Range(0, 10), order);
        Assert.True(_mutex.TryLock(out var last));
        last.Dispose();
    });

    [Fact]
    public void LockAsync_WhenCanceled_LosesOnlyItsPlace() => Run(async () =>
    {
        var held = await _mutex.LockAsync();
        using var source = new CancellationTokenSource();
        var canceled = _mutex.LockAsync(source.Token);
        var next = _mutex.LockAsync();
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(1, _mutex.WaiterCount);
        held.Dispose();
        (await next).Dispose();
        Assert.False(_mutex.IsLocked);
    });

    [Fact]
    public void LockAsync_WhenTokenHasFired_TakesNothing() => Run(async () =>
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _mutex.LockAsync(new CancellationToken(true)));
        Assert.False(_mutex.IsLocked);
    });

    [Fact]
    public void LockAsync_WhenCanceledAfterTheGrant_IsGranted() => Run(async () =>
    {
        var held = await _mutex.LockAsync();
        using var source = new CancellationTokenSource();
        var pending = _mutex.LockAsync(source.Token);
        held.Dispose();
        source.Cancel();
        (await pending).Dispose();
    });

    [Fact]
    public void LockAsync_WhenCancelRacesTheGrant_NeverLosesTheLock() => Run(async () =>
    {
        for (var i = 0; i < 300; i++)
        {
            var held = await _mutex.LockAsync();
            using var source = new CancellationTokenSource();
            var pending = _mutex.LockAsync(source.Token);
            using var barrier = new Barrier(2);
            var canceler = new Thread(() =>
            {
                barrier.SignalAndWait();
                source.Cancel();
            });
            canceler.Start();
            barrier.SignalAndWait();
            held.Dispose();
            try
            {
                (await pending).Dispose();
            }
            catch (OperationCanceledException)
            {
            }

            canceler.Join();
            Assert.False(_mutex.IsLocked);
            Assert.Equal(0, _mutex.WaiterCount);
        }
    });

    [Fact]
    public void Dispose_OfAStaleGuard_ReleasesNothing() => Run(async () =>
    {
        var first = await _mutex.LockAsync();
        var copy = first;
        first.Dispose();
        var second = await _mutex.LockAsync();
        var before = DoubleDisposeCounter.Total;
        first.Dispose();
        copy.Dispose();
        Assert.True(_mutex.IsLocked);
        Assert.True(DoubleDisposeCounter.Total >= before + 2);
        second.Dispose();
        Assert.False(_mutex.IsLocked);
        default(AsyncMutex.Guard).Dispose();
    });

    [Fact]
    public void LockAsync_WhenAwaitedTwice_Throws() => Run(async () =>
    {
        var held = await _mutex.LockAsync();
        var pending = _mutex.LockAsync();
        held.Dispose();
        (await pending).Dispose();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pending);
        (await _mutex.LockAsync()).Dispose();
    });

    [Fact]
    public void Value_OfAStaleGuard_Throws() => Run(async () =>
    {
        var mutex = new AsyncMutex<int>(1);
        var guard = await mutex.LockAsync();
        guard.Value++;
        guard.Dispose();
        Assert.Throws<InvalidOperationException>(() => guard.Value);
        using var again = await mutex.LockAsync();
        Assert.Equal(2, again.Value);
    });

    [Fact]
    public void Map_ToAPart_ChangesThePartAndReleasesTheLock() => Run(async () =>
    {
        var mutex = new AsyncMutex<(int Left, int Right)>((1, 2));
        using (var whole = await mutex.LockAsync())
        {
            using var right = whole.Map(static (ref (int Left, int Right) value) => ref value.Right);
            right.Value += 10;
            Assert.Throws<InvalidOperationException>(() => whole.Value);
            Assert.Throws<InvalidOperationException>(() => whole.Map(static (ref (int Left, int Right) value) => ref value.Left));
            Assert.True(mutex.IsLocked);
            right.Dispose();
            Assert.False(mutex.IsLocked);
            Assert.Throws<InvalidOperationException>(() => right.Value);
        }

        using var again = await mutex.LockAsync();
        Assert.Equal((1, 12), again.Value);
    });

    [Fact]
    public void Map_WhileOthersWait_KeepsTheLock() => Run(async () =>
    {
        var mutex = new AsyncMutex<int[]>([1]);
        var whole = await mutex.LockAsync();
        var next = mutex.LockAsync();
        var first = whole.Map(static (ref int[] value) => ref value[0]);
        whole.Dispose();
        Assert.False(next.IsCompleted);
        first.Dispose();
        (await next).Dispose();
        Assert.False(mutex.IsLocked);
    });

    [Fact]
    public void LockAsync_WithCancelsAndContention_CountsExactly() => Run(async () =>
    {
        var mutex = new AsyncMutex<int>(0);
        var granted = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 500; i++)
            {
                using var source = new CancellationTokenSource();
                try
                {
                    var pending = mutex.LockAsync(source.Token);
                    if (random.Next(3) == 0)
                        source.Cancel();
                    using var guard = await pending;
                    guard.Value++;
                    if (random.Next(2) == 0)
                        await CurrentTask.YieldAsync();
                    Interlocked.Increment(ref granted);
                }
                catch (OperationCanceledException)
                {
                }
            }
        })));
        Assert.Equal((0, false), (mutex.WaiterCount, mutex.IsLocked));
        using var end = await mutex.LockAsync();
        Assert.Equal(granted, end.Value);
    });
}

public sealed class MutexOnOneWorkerTests : MutexContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class MutexOnTwoWorkersTests : MutexContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class MutexOnCurrentThreadTests : MutexContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class MutexOnThreadPoolTests : MutexContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class MutexOffTheRuntimeTests : MutexContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class MutexOnASingleThreadedContextTests : MutexContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
