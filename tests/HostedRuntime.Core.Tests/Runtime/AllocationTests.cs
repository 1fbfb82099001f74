using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests;

/// <summary>
/// Operations that must not begin to allocate. Only the one worker that does all the work is measured, so allocations of other tests do not
/// count. Each body runs many times first, so that the pools are filled and the methods compiled.
/// </summary>
public sealed class AllocationTests
{
    private const int Operations = 1_000;

    // The size of a task: its body's delegate, work item, state and handle. A second object has at least 24 bytes, so it fails the test.
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
    public void Spawn_AsyncBodyWithoutSuspension_AllocatesOneObject()
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
    public void LockAsync_WhenFree_AllocatesNothing()
    {
        var mutex = new AsyncMutex();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
                (await mutex.LockAsync()).Dispose();
        });
    }

    [Fact]
    public void LockAsync_WhenHeld_AllocatesNothing()
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
    public void ReadLockAsync_WithoutAWriter_AllocatesNothing()
    {
        var readerWriter = new AsyncReaderWriterLock();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
                (await readerWriter.ReadLockAsync()).Dispose();
        });
    }

    [Fact]
    public void WriteAsyncAndReadAsync_WithoutAWait_AllocateNothing()
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
    public void ReadAsync_WhenItWaits_AllocatesNothing()
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
    public void ReadManyAsync_WhenItWaits_AllocatesNothing()
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var buffer = new int[4];
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var read = receiver.ReadManyAsync(buffer);
                Assert.True(sender.TryWrite(i));
                Assert.True(sender.TryWrite(i));
                await read;
            }
        });
    }

    [Fact]
    public void ReadAllAsync_WhenItWaits_AllocatesNothingPerItem()
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
    public void ReserveAsync_WithAndWithoutAWait_AllocatesNothing()
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
    public void Oneshot_WhenTheReadWaits_AllocatesOnlyTheChannel() => AssertBytes(80, static async _ =>
    {
        for (var i = 0; i < Operations; i++)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            var read = receiver.ReadAsync();
            Assert.True(sender.TrySend(i));
            await read;
        }
    });

    [Fact]
    public void Broadcast_WhenAnItemIsThere_AllocatesNothing()
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
    public void Broadcast_WhenReadsWait_AllocatesNothing()
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
    public void Watch_WhenTheReaderWaits_AllocatesNothing()
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
