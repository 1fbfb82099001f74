using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests;

/// <summary>
/// What must never begin to allocate. Counted for the one worker that does all of the work, so what other tests allocate meanwhile
/// does not count. Each body runs many times before: pools are filled and methods compiled then.
/// </summary>
public sealed class AllocationTests
{
    private const int Operations = 1_000;

    // The size of a task with its body's delegate, work item, state and handle. A second object, the smallest has 24 bytes, fails it.
    private const int BytesOfATask = 96;

    [Fact]
    public void Spawn_SynchronousBody_AllocatesOneObject()
    {
        Action body = static () => { };
        AssertBytes(BytesOfATask, async runtime =>
        {
            for (var i = 0; i < Operations; i++)
                runtime.Spawn(body).Detach();
            await CurrentTask.YieldAsync();
        });
    }

    [Fact]
    public void Spawn_AsynchronousBodyThatDoesNotSuspend_AllocatesOneObject()
    {
        Func<Task> body = static () => Task.CompletedTask;
        AssertBytes(BytesOfATask, async runtime =>
        {
            for (var i = 0; i < Operations; i++)
                runtime.Spawn(body).Detach();
            await CurrentTask.YieldAsync();
        });
    }

    [Fact]
    public void YieldAsync_OnATask_AllocatesNothing() => AssertBytes(0, static async _ =>
    {
        for (var i = 0; i < Operations; i++)
            await CurrentTask.YieldAsync();
    });

    [Fact]
    public void TaskYield_OnATask_AllocatesNothing() => AssertBytes(0, static async _ =>
    {
        for (var i = 0; i < Operations; i++)
            await Task.Yield();
    });

    [Fact]
    public void LockAsync_NobodyHoldsIt_AllocatesNothing()
    {
        var mutex = new AsyncMutex();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
                (await mutex.LockAsync()).Dispose();
        });
    }

    [Fact]
    public void LockAsync_SomebodyHoldsIt_AllocatesNothing()
    {
        var mutex = new AsyncMutex();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var held = await mutex.LockAsync();
                var next = mutex.LockAsync();
                held.Dispose();
                (await next).Dispose();
            }
        });
    }

    [Fact]
    public void ReadLockAsync_NobodyWrites_AllocatesNothing()
    {
        var readerWriter = new AsyncReaderWriterLock();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
                (await readerWriter.ReadLockAsync()).Dispose();
        });
    }

    [Fact]
    public void WriteAsyncAndReadAsync_RoomAndItem_AllocateNothing()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(4);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                await sender.WriteAsync(i);
                await receiver.ReadAsync();
            }
        });
    }

    [Fact]
    public void ReadAsync_HasToWait_AllocatesNothing()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(4);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var read = receiver.ReadAsync();
                await sender.WriteAsync(i);
                await read;
            }
        });
    }

    [Fact]
    public void SleepAsync_OnATask_AllocatesNothing()
    {
        var sleeps = new ValueTask[50];
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i += sleeps.Length)
            {
                for (var n = 0; n < sleeps.Length; n++)
                    sleeps[n] = AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1));
                foreach (var sleep in sleeps)
                    await sleep;
            }
        });
    }

    [Fact]
    public void ReadManyAsync_HasToWait_AllocatesNothing()
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var buffer = new int[4];
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var read = receiver.ReadManyAsync(buffer);
                sender.TryWrite(i);
                sender.TryWrite(i);
                await read;
            }
        });
    }

    [Fact]
    public void ReadAllAsync_HasToWait_AllocatesNothingForAnItem()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(4);
        var items = receiver.ReadAllAsync().GetAsyncEnumerator();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var next = items.MoveNextAsync();
                await sender.WriteAsync(i);
                await next;
            }
        });
    }

    [Fact]
    public void ReserveAsync_HasToWaitOrNot_AllocatesNothing()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                using (var permit = await sender.ReserveAsync())
                    permit.Send(i);
                var second = sender.ReserveAsync();
                await receiver.ReadAsync();
                (await second).Dispose();
            }
        });
    }

    [Fact]
    public void Oneshot_ReadWaits_AllocatesTheChannelAlone() => AssertBytes(80, static async _ =>
    {
        for (var i = 0; i < Operations; i++)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            var read = receiver.ReadAsync();
            sender.TrySend(i);
            await read;
        }
    });

    [Fact]
    public void Broadcast_ItemIsThere_AllocatesNothing()
    {
        var (sender, receiver) = Broadcast.Create<int>(4);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                sender.Send(i);
                await receiver.ReadAsync();
            }
        });
    }

    [Fact]
    public void Broadcast_ReadsWait_AllocateNothing()
    {
        var (sender, receiver) = Broadcast.Create<int>(4);
        var second = sender.Subscribe();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var read = receiver.ReadAsync();
                var secondRead = second.ReadAsync();
                sender.Send(i);
                await read;
                await secondRead;
            }
        });
    }

    [Fact]
    public void Watch_WaitsForChange_AllocatesNothing()
    {
        var (sender, receiver) = Watch.Create(0);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var changed = receiver.ChangedAsync();
                sender.Send(i);
                await changed;
                receiver.Read();
            }
        });
    }

    private static void AssertBytes(long expected, Func<IRuntime, Task> body) => AllocatedBytes.Assert(expected, Operations, body);
}
