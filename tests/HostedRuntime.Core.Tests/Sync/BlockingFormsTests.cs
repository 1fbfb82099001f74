using HostedRuntime.Channels;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

/// <summary>The forms that block their thread. They are allowed only on threads that are no workers.</summary>
public sealed class BlockingFormsTests : IDisposable
{
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });

    public void Dispose() => _rt.Dispose();

    [Fact]
    public async Task BlockingForms_OnAWorker_ThrowWithAdvice()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        var mutex = new AsyncMutex();
        var guarded = new AsyncMutex<int>(0);
        var rw = new AsyncReaderWriterLock();
        var semaphore = new AsyncSemaphore(1);
        foreach (var (call, instead) in new (Action, string)[]
        {
            (() => mutex.BlockingLock(), "LockAsync"),
            (() => guarded.BlockingLock(), "LockAsync"),
            (() => rw.BlockingReadLock(), "ReadLockAsync"),
            (() => rw.BlockingWriteLock(), "WriteLockAsync"),
            (() => semaphore.BlockingAcquire(), "AcquireAsync"),
            (() => sender.BlockingWrite(1), "WriteAsync"),
            (() => receiver.BlockingRead(out _), "ReadAsync"),
        })
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _rt.Spawn(call));
            Assert.Contains($"Await {instead} instead, or do the waiting in SpawnBlocking.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task BlockingLock_WhenHeld_WaitsForTheRelease()
    {
        var mutex = new AsyncMutex();
        var held = await mutex.LockAsync();
        var blocked = _rt.SpawnBlocking(() => mutex.BlockingLock().Dispose());
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");
        held.Dispose();
        await blocked;
    }

    [Fact]
    public async Task BlockingLock_WhenTokenFires_EndsTheWait()
    {
        var mutex = new AsyncMutex();
        using var held = await mutex.LockAsync();
        using var source = new CancellationTokenSource();
        var blocked = _rt.SpawnBlocking(() => mutex.BlockingLock(source.Token));
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await blocked);
        Assert.Equal(0, mutex.WaiterCount);
    }

    [Fact]
    public async Task BlockingLock_WhenTaskIsAborted_EndsTheWait()
    {
        var mutex = new AsyncMutex();
        using var held = await mutex.LockAsync();
        var blocked = _rt.SpawnBlocking(() => mutex.BlockingLock());
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");
        blocked.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await blocked);
    }

    [Fact]
    public async Task BlockingAcquire_WhenNoPermitIsFree_Waits()
    {
        var semaphore = new AsyncSemaphore(2);
        semaphore.BlockingAcquire().Dispose();
        var held = semaphore.BlockingAcquire(2);
        using var source = new CancellationTokenSource();
        var granted = _rt.SpawnBlocking(() => semaphore.BlockingAcquire(2).Dispose());
        Signals.SpinUntil(() => semaphore.WaiterCount == 1, "the first waits");
        var canceled = _rt.SpawnBlocking(() => semaphore.BlockingAcquire(1, source.Token));
        Signals.SpinUntil(() => semaphore.WaiterCount == 2, "the second waits");
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        held.Dispose();
        await granted;
        Assert.True(semaphore.TryAcquire(2, out held));
        var closed = _rt.SpawnBlocking(() => semaphore.BlockingAcquire());
        Signals.SpinUntil(() => semaphore.WaiterCount == 1, "the third waits");
        semaphore.Close();
        await Assert.ThrowsAsync<SemaphoreClosedException>(async () => await closed);
        await Assert.ThrowsAsync<SemaphoreClosedException>(async () => await _rt.SpawnBlocking(() => semaphore.BlockingAcquire()));
        held.Dispose();
        Assert.Equal((2, 0), (semaphore.AvailablePermits, semaphore.WaiterCount));
    }

    [Fact]
    public async Task BlockingReadAndWrite_OfAChannel_PassItemsAndTheEnd()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(2);
        var writer = _rt.SpawnBlocking(() =>
        {
            for (var i = 0; i < 1_000; i++)
                sender.BlockingWrite(i);
            sender.Dispose();
        });
        var items = await _rt.SpawnBlocking(() =>
        {
            var read = new List<int>();
            while (receiver.BlockingRead(out var item))
                read.Add(item);
            return read;
        });
        await writer;
        Assert.Equal(Enumerable.Range(0, 1_000), items);
    }
}
