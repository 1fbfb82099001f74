using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

public abstract class ReaderWriterContract : PlaceContract
{
    private readonly AsyncReaderWriterLock _lock = new();

    [Fact]
    public void ReadLockAsync_WithOtherReaders_EntersTogether() => Run(async () =>
    {
        var (first, second) = (await _lock.ReadLockAsync(), await _lock.ReadLockAsync());
        Assert.Equal(2, _lock.ReaderCount);
        Assert.False(_lock.TryWriteLock(out _));
        first.Dispose();
        second.Dispose();
        Assert.True(_lock.TryWriteLock(out var writer));
        Assert.False(_lock.TryReadLock(out _));
        writer.Dispose();
    });

    [Fact]
    public void ReadLockAsync_BehindAWaitingWriter_Waits() => Run(async () =>
    {
        var reader = await _lock.ReadLockAsync();
        var writer = _lock.WriteLockAsync();
        var late = _lock.ReadLockAsync();
        Assert.Equal((false, false, 2), (writer.IsCompleted, late.IsCompleted, _lock.WaiterCount));
        Assert.False(_lock.TryReadLock(out _));
        reader.Dispose();
        var held = await writer;
        Assert.False(late.IsCompleted);
        held.Dispose();
        (await late).Dispose();
        Assert.Equal((0, 0), (_lock.ReaderCount, _lock.WaiterCount));
    });

    [Fact]
    public void Dispose_OfTheWriter_GrantsReadersUpToTheNextWriter() => Run(async () =>
    {
        var writer = await _lock.WriteLockAsync();
        var (first, second) = (_lock.ReadLockAsync(), _lock.ReadLockAsync());
        var next = _lock.WriteLockAsync();
        var last = _lock.ReadLockAsync();
        writer.Dispose();
        var (one, two) = (await first, await second);
        Assert.Equal((2, 2), (_lock.ReaderCount, _lock.WaiterCount));
        one.Dispose();
        two.Dispose();
        (await next).Dispose();
        (await last).Dispose();
    });

    [Fact]
    public void WriteLockAsync_WhenCanceledAsFirst_GrantsLaterReaders() => Run(async () =>
    {
        using var reader = await _lock.ReadLockAsync();
        using var source = new CancellationTokenSource();
        var writer = _lock.WriteLockAsync(source.Token);
        var late = _lock.ReadLockAsync();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer);
        (await late).Dispose();
    });

    [Fact]
    public void Downgrade_WhileAWriterWaits_LetsNoWriterInBetween() => Run(async () =>
    {
        var order = new List<string>();
        using (var writer = await _lock.WriteLockAsync())
        {
            var next = WriteAsync();
            using (var reader = writer.Downgrade())
            {
                await CurrentTask.YieldAsync();
                order.Add("read");
                Assert.Equal(1, _lock.ReaderCount);
            }

            await next;
        }

        Assert.Equal(["read", "write"], order);
        Assert.True(_lock.TryWriteLock(out var last));
        last.Dispose();

        async Task WriteAsync()
        {
            using (await _lock.WriteLockAsync())
                order.Add("write");
        }
    });

    [Fact]
    public void Dispose_OfAStaleGuard_ReleasesNothing() => Run(async () =>
    {
        var first = await _lock.ReadLockAsync();
        first.Dispose();
        var second = await _lock.ReadLockAsync();
        first.Dispose();
        Assert.Equal(1, _lock.ReaderCount);
        second.Dispose();
        var writer = await _lock.WriteLockAsync();
        second.Dispose();
        writer.Dispose();
        var again = await _lock.WriteLockAsync();
        writer.Dispose();
        Assert.True(_lock.IsWriteLocked);
        Assert.Throws<InvalidOperationException>(() => writer.Downgrade());
        again.Dispose();
    });

    [Fact]
    public void Value_OfEachGuard_WorksOnlyWhileHeld() => Run(async () =>
    {
        var guarded = new AsyncReaderWriterLock<List<int>>([]);
        AsyncReaderWriterLock<List<int>>.ReadGuard reader;
        using (var writer = await guarded.WriteLockAsync())
        {
            writer.Value.Add(1);
            reader = writer.Downgrade();
            Assert.Throws<InvalidOperationException>(() => writer.Value);
        }

        Assert.Single(reader.Value);
        reader.Dispose();
        Assert.Throws<InvalidOperationException>(() => reader.Value);
    });

    [Fact]
    public void Map_ToAPart_ReachesThePartAndReleasesTheLock() => Run(async () =>
    {
        var rw = new AsyncReaderWriterLock<(int Left, int Right)>((1, 2));
        using (var writer = await rw.WriteLockAsync())
        {
            using var right = writer.Map(static (ref (int Left, int Right) value) => ref value.Right);
            right.Value = 20;
            Assert.Throws<InvalidOperationException>(() => writer.Value);
            Assert.Throws<InvalidOperationException>(() => writer.Downgrade());
        }

        using (var reader = await rw.ReadLockAsync())
        {
            using var left = reader.Map(static (ref readonly (int Left, int Right) value) => ref value.Left);
            Assert.Equal((1, 1), (left.Value, rw.ReaderCount));
            Assert.Throws<InvalidOperationException>(() => reader.Value);
            Assert.False(rw.TryWriteLock(out _));
        }

        Assert.True(rw.TryWriteLock(out var end));
        Assert.Equal((1, 20), end.Value);
    });

    [Fact]
    public void LockAsync_WhenTokenHasFired_TakesNothing() => Run(async () =>
    {
        var fired = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _lock.ReadLockAsync(fired));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _lock.WriteLockAsync(fired));
        Assert.Equal((0, false, 0), (_lock.ReaderCount, _lock.IsWriteLocked, _lock.WaiterCount));
    });

    [Fact]
    public void LockAsync_WhenCanceledAfterTheGrant_IsGranted() => Run(async () =>
    {
        var held = await _lock.WriteLockAsync();
        using var source = new CancellationTokenSource();
        var (reader, writer) = (_lock.ReadLockAsync(source.Token), _lock.WriteLockAsync());
        held.Dispose();
        source.Cancel();
        (await reader).Dispose();
        (await writer).Dispose();
        Assert.True(_lock.TryWriteLock(out var last));
        last.Dispose();
    });

    [Fact]
    public void ReadLockAsync_WhenCanceled_LosesOnlyItsPlace() => Run(async () =>
    {
        var held = await _lock.WriteLockAsync();
        using var source = new CancellationTokenSource();
        var (first, canceled, last) = (_lock.ReadLockAsync(), _lock.ReadLockAsync(source.Token), _lock.ReadLockAsync());
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        Assert.Equal(2, _lock.WaiterCount);
        held.Dispose();
        (await first).Dispose();
        (await last).Dispose();
        Assert.Equal((0, 0), (_lock.ReaderCount, _lock.WaiterCount));
    });

    [Fact]
    public void LockAsync_WhenAwaitedTwice_Throws() => Run(async () =>
    {
        var held = await _lock.WriteLockAsync();
        var (reader, writer) = (_lock.ReadLockAsync(), _lock.WriteLockAsync());
        held.Dispose();
        (await reader).Dispose();
        (await writer).Dispose();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer);
        Assert.True(_lock.TryWriteLock(out var last));
        last.Dispose();
    });

    [Fact]
    public void LockAsync_WithReadersAndWriters_EntersInCallOrder() => Run(async () =>
    {
        var held = await _lock.WriteLockAsync();
        var order = new List<int>();
        async Task TakeAsync(int i)
        {
            // Writers and readers alternate. A writer excludes every other guard, so each reader between two writers enters alone too.
            using IDisposable guard = i % 2 == 0 ? (IDisposable)await _lock.WriteLockAsync() : await _lock.ReadLockAsync();
            await CurrentTask.YieldAsync();
            order.Add(i);
        }

        var waits = Enumerable.Range(0, 10).Select(TakeAsync).ToArray();
        held.Dispose();
        await Task.WhenAll(waits);
        Assert.Equal(Enumerable.Range(0, 10), order);
    });

    [Fact]
    public void LockAsync_WithCancelsAndContention_NeverOverlaps() => Run(async () =>
    {
        int readers = 0, writers = 0, broken = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 400; i++)
            {
                using var source = new CancellationTokenSource();
                if (random.Next(4) == 0)
                    source.CancelAfter(0);
                try
                {
                    if (random.Next(3) == 0)
                    {
                        using var writer = await _lock.WriteLockAsync(source.Token);
                        if (Interlocked.Increment(ref writers) != 1 || Volatile.Read(ref readers) != 0)
                            Interlocked.Increment(ref broken);
                        await CurrentTask.YieldAsync();
                        Interlocked.Decrement(ref writers);
                        if (random.Next(3) == 0)
                            writer.Downgrade().Dispose();
                    }
                    else
                    {
                        using var reader = await _lock.ReadLockAsync(source.Token);
                        Interlocked.Increment(ref readers);
                        if (Volatile.Read(ref writers) != 0)
                            Interlocked.Increment(ref broken);
                        await CurrentTask.YieldAsync();
                        Interlocked.Decrement(ref readers);
                    }
                }
                catch (OperationCanceledException)
                {
                }
            }
        })));
        Assert.Equal((0, 0, 0, false), (broken, _lock.ReaderCount, _lock.WaiterCount, _lock.IsWriteLocked));
    });
}

public sealed class ReaderWriterOnOneWorkerTests : ReaderWriterContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class ReaderWriterOnTwoWorkersTests : ReaderWriterContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class ReaderWriterOnCurrentThreadTests : ReaderWriterContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class ReaderWriterOnThreadPoolTests : ReaderWriterContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class ReaderWriterOffTheRuntimeTests : ReaderWriterContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class ReaderWriterOnASingleThreadedContextTests : ReaderWriterContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
