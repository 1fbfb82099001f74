using HostedRuntime.Channels;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

/// <summary>The forms that block a thread: off the workers only.</summary>
public sealed class BlockingFormsTests : IDisposable
{
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });

    public void Dispose() => _rt.Dispose();

    [Fact]
    public async Task OnAWorker_Throw_AndSayWhatToUse()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        var mutex = new AsyncMutex();
        var guarded = new AsyncMutex<int>(0);
        var rw = new AsyncReaderWriterLock();
        foreach (var (call, instead) in new (Action, string)[]
        {
            (() => mutex.BlockingLock(), "LockAsync"),
            (() => guarded.BlockingLock(), "LockAsync"),
            (() => rw.BlockingReadLock(), "ReadLockAsync"),
            (() => rw.BlockingWriteLock(), "WriteLockAsync"),
            (() => sender.BlockingWrite(1), "WriteAsync"),
            (() => receiver.BlockingRead(out _), "ReadAsync"),
        })
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _rt.Spawn(call));
            Assert.Contains($"Await {instead} instead, or do the waiting in SpawnBlocking.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task BlockingLock_Held_WaitsForTheRelease()
    {
        var mutex = new AsyncMutex();
        var held = await mutex.LockAsync();
        var blocked = _rt.SpawnBlocking(() => mutex.BlockingLock().Dispose());
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "it waits");
        held.Dispose();
        await blocked;
    }

    [Fact]
    public async Task BlockingLock_TokenFires_EndsTheWait()
    {
        var mutex = new AsyncMutex();
        using var held = await mutex.LockAsync();
        using var source = new CancellationTokenSource();
        var blocked = _rt.SpawnBlocking(() => mutex.BlockingLock(source.Token));
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "it waits");
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await blocked);
        Assert.Equal(0, mutex.WaiterCount);
    }

    [Fact]
    public async Task BlockingLock_TaskAborted_EndsTheWait()
    {
        var mutex = new AsyncMutex();
        using var held = await mutex.LockAsync();
        var blocked = _rt.SpawnBlocking(() => mutex.BlockingLock());
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "it waits");
        blocked.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await blocked);
    }

    [Fact]
    public async Task BlockingReadAndWrite_Channel_PassItemsAndEnd()
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
