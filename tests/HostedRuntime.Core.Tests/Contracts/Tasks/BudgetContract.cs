using HostedRuntime.Channels;
using HostedRuntime.Sync;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Contracts;

/// <summary>A body that never waits still lets other tasks run. Each of its operations enters the queue at its call.</summary>
public abstract class BudgetContract : RuntimeUnderTest
{
    // The budget of a poll, as in tokio. A loop may begin when a part of it is spent already.
    private const int OperationsOfPoll = 128;

    public static TheoryData<string> Operations => [.. ReadyOperations.All.Keys];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Operation_WhenAlwaysReady_LetsOtherTasksRun(string operation) => Run(
        async rt =>
        {
            var body = await ReadyOperations.All[operation](rt);
            var done = 0;
            await rt.Spawn(async () =>
            {
                var other = rt.Spawn(static () => { });
                for (; !other.IsFinished; done++)
                {
                    // A ThreadPool thread may have taken the other task and lost its processor. Then only the hang guard ends this loop.
                    Assert.True(done < 10_000 || Flavor == RuntimeFlavor.ThreadPool, "The other task never ran.");
                    await body.Run();
                }
            });
            if (Flavor != RuntimeFlavor.ThreadPool)
                Assert.InRange(done, 1, OperationsOfPoll + 1);
        },
        OneThread);

    [Fact]
    public void Lock_WhenBudgetIsSpent_IsTakenAtItsCall() => Run(
        async rt => await rt.Spawn(async () =>
        {
            var mutex = new AsyncMutex();
            await SpendBudgetAsync();
            var first = mutex.LockAsync();
            Assert.True(mutex.IsLocked);
            var second = mutex.LockAsync();
            (await first).Dispose();
            (await second).Dispose();
            Assert.False(mutex.IsLocked);
        }),
        OneThread);

    [Fact]
    public void Write_WhenBudgetIsSpent_KeepsTheOrderOfCalls() => Run(async rt =>
    {
        foreach (var capacity in (int?[])[null, 1_000, 50])
            await rt.Spawn(() => WriteManyAsync(capacity));
    });

    [Fact]
    public void Write_ToAnUnboundedChannel_CompletesAtItsCall() => Run(async rt => await rt.Spawn(() =>
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        for (var i = 0; i < 3 * OperationsOfPoll; i++)
        {
            var write = sender.WriteAsync(i);
            Assert.True(write.IsCompletedSuccessfully);
            write.GetAwaiter().GetResult();
        }

        Assert.Equal(3 * OperationsOfPoll, receiver.Count);
    }));

    [Theory]
    [InlineData(null)]
    [InlineData(2_000)]
    [InlineData(10)]
    public void Write_WhenSenderIsDisposedAfterwards_LosesNoItem(int? capacity) => Run(async rt =>
    {
        const int Items = 1_000;
        var (sender, receiver) = Make(capacity);
        var writer = rt.Spawn(async () =>
        {
            var writes = new List<Task>();
            using (sender)
            {
                for (var i = 0; i < Items; i++)
                    writes.Add(sender.WriteAsync(i).AsTask());
            }

            await Task.WhenAll(writes);
        });
        var read = new List<int>();
        await foreach (var item in receiver.ReadAllAsync())
            read.Add(item);
        await writer;
        Assert.Equal(Enumerable.Range(0, Items), read);
    });

    [Fact]
    public void Abort_WithBranchesBeyondTheBudget_ReachesEach() => Run(async rt =>
    {
        const int Count = 5_000;
        var free = new AsyncSemaphore(Count);
        var never = new AsyncNotify();
        var begun = Signals.Create();
        var seen = 0;
        var task = rt.Spawn(async () =>
        {
            var branches = Enumerable.Range(0, Count).Select(_ => BranchAsync()).ToArray();
            begun.SetResult();
            await Task.WhenAll(branches);
        });
        await begun.Task;
        // At this point some branches wait, some were just granted their permit, and some run.
        task.Abort();
        await task.JoinAsync();
        Assert.Equal(Count, seen);

        async Task BranchAsync()
        {
            try
            {
                using (await free.AcquireAsync())
                    await never.WaitAsync();
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref seen);
                // The abort is delivered once to each branch, so this wait completes.
                using (await free.AcquireAsync())
                {
                }
            }
        }
    });

    [Fact]
    public void Lock_WhenCanceledWithBudgetSpent_HoldsNothing() => Run(
        async rt =>
        {
            var mutex = new AsyncMutex();
            using var cts = new CancellationTokenSource();
            var task = rt.Spawn(async () =>
            {
                rt.Spawn(cts.Cancel).Detach();
                while (true)
                {
                    using (await mutex.LockAsync(cts.Token))
                    {
                    }
                }
            });
            var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await task);
            Assert.Equal(cts.Token, error.CancellationToken);
            Assert.False(mutex.IsLocked);
        },
        OneThread);

    [Fact]
    public void Abort_BodyThatNeverWaits_EndsWhenBudgetIsSpent() => Run(async rt =>
    {
        var mutex = new AsyncMutex();
        var running = Signals.Create();
        var task = rt.Spawn(async () =>
        {
            running.SetResult();
            while (true)
            {
                using (await mutex.LockAsync())
                {
                }
            }
        });
        await running.Task;
        task.Abort();
        Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        Assert.False(mutex.IsLocked);
    });

    [Fact]
    public void Abort_DuringAForcedYield_IsDeliveredOnce() => Run(
        async rt =>
        {
            var mutex = new AsyncMutex();
            var caught = await rt.Spawn(async () =>
            {
                var self = new TaskCompletionSource<JoinHandle>();
                var inner = rt.Spawn(async () =>
                {
                    var me = await self.Task;
                    var aborter = rt.Spawn(me.Abort);
                    var count = 0;
                    for (var after = 0; after < 10 * OperationsOfPoll; after += aborter.IsFinished ? 1 : 0)
                    {
                        try
                        {
                            using (await mutex.LockAsync())
                            {
                            }
                        }
                        catch (OperationCanceledException)
                        {
                            count++;
                        }
                    }

                    return count;
                });
                self.SetResult(inner);
                return await inner;
            });
            Assert.Equal(1, caught);
        },
        OneThread);

    [Fact]
    public void Operation_InBlockOn_HasNoLimit() => RunBlocking(rt =>
    {
        var mutex = new AsyncMutex();
        var ready = true;
        using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        other.BlockOn(() =>
        {
            ready = AllReady(mutex);
            return Task.CompletedTask;
        });
        Assert.True(ready);
        Assert.True(rt.SpawnBlocking(() => AllReady(mutex)).AsTask().GetAwaiter().GetResult());
        Assert.True(AllReady(mutex));
    });

    private static async Task WriteManyAsync(int? capacity)
    {
        const int Items = 600;
        var (sender, receiver) = Make(capacity);
        var writes = new List<Task>();
        for (var i = 0; i < Items; i++)
            writes.Add(sender.WriteAsync(i).AsTask());
        // TryWrite must not overtake a write that waits.
        var tried = sender.TryWrite(Items);
        Assert.Equal(capacity is null or > Items, tried);
        for (var i = 0; i < Items; i++)
            Assert.Equal(i, await receiver.ReadAsync());
        await Task.WhenAll(writes);
        Assert.Equal(tried, receiver.TryRead(out var last) && last == Items);
    }

    private static (Sender<int> Sender, Receiver<int> Receiver) Make(int? capacity)
        => capacity is { } places ? MpscChannel.CreateBounded<int>(places) : MpscChannel.CreateUnbounded<int>();

    private static async Task SpendBudgetAsync()
    {
        var mutex = new AsyncMutex();
        await Task.Yield();
        for (var i = 0; i < OperationsOfPoll; i++)
            (await mutex.LockAsync()).Dispose();
    }

    private void OneThread(RuntimeOptions options)
    {
        if (Flavor == RuntimeFlavor.MultiThread)
            OneWorkerAlone(options);
    }

    private static bool AllReady(AsyncMutex mutex)
    {
        for (var i = 0; i < 10 * OperationsOfPoll; i++)
        {
            var taken = mutex.LockAsync();
            if (!taken.IsCompletedSuccessfully)
                return false;
            taken.Result.Dispose();
        }

        return true;
    }
}

/// <summary>Every awaitable operation, set up so that it never has to wait.</summary>
internal static class ReadyOperations
{
    public static IReadOnlyDictionary<string, Func<IRuntimeHandle, Task<Ready>>> All { get; } = new Dictionary<string, Func<IRuntimeHandle, Task<Ready>>>
    {
        ["mutex"] = _ => Make(new AsyncMutex(), static async mutex => (await mutex.LockAsync()).Dispose()),
        ["read lock"] = _ => Make(new AsyncReaderWriterLock(), static async rw => (await rw.ReadLockAsync()).Dispose()),
        ["write lock"] = _ => Make(new AsyncReaderWriterLock(), static async rw => (await rw.WriteLockAsync()).Dispose()),
        ["semaphore"] = _ => Make(new AsyncSemaphore(1), static async semaphore => (await semaphore.AcquireAsync()).Dispose()),
        ["notify"] = _ => Make(new AsyncNotify(), static async notify =>
        {
            notify.NotifyOne();
            await notify.WaitAsync();
        }),
        ["notify ticket"] = _ => Make(new AsyncNotify(), static async notify =>
        {
            notify.NotifyOne();
            await notify.Register().WaitAsync();
        }),
        ["barrier"] = _ => Make(new AsyncBarrier(1), static async barrier => await barrier.SignalAndWaitAsync()),
        ["once cell"] = _ => Make(new OnceCell<int>(), static async cell => await cell.GetOrInitializeAsync(static _ => Task.FromResult(1))),
        ["once cell wait"] = _ => Make(new OnceCell<int>(), static async cell =>
        {
            cell.TrySet(1);
            await cell.WaitAsync();
        }),
        ["channel write"] = _ => Make(MpscChannel.CreateBounded<int>(100_000), static async channel => await channel.Sender.WriteAsync(1)),
        ["channel read"] = _ => MakeFilled(static async channel => await channel.Receiver.ReadAsync()),
        ["channel wait to read"] = _ => MakeFilled(static async channel => await channel.Receiver.WaitToReadAsync()),
        ["channel wait to write"] = _ => MakeFilled(static async channel => await channel.Sender.WaitToWriteAsync()),
        ["channel read many"] = _ => MakeFilled(static async channel => await channel.Receiver.ReadManyAsync(new int[1])),
        ["oneshot read"] = _ => Make(0, static async value =>
        {
            var (sender, receiver) = Oneshot.Create<int>();
            Assert.True(sender.TrySend(value));
            await receiver.ReadAsync();
        }),
        ["broadcast read"] = _ => Make(Broadcast.Create<int>(1), static async channel =>
        {
            channel.Sender.Send(1);
            await channel.Receiver.ReadAsync();
        }),
        ["watch changed"] = _ => Make(Watch.Create(0), static async watch =>
        {
            watch.Sender.Send(1);
            await watch.Receiver.ChangedAsync();
        }),
        ["watch wait for"] = _ => Make(Watch.Create(0), static async watch => await watch.Receiver.WaitForAsync(static _ => true)),
        ["sleep of no time"] = _ => Make(TimeSpan.Zero, static async time => await AsyncTime.SleepAsync(time)),
        ["sleep that elapsed"] = _ => Make(new ResettableSleep(TimeSpan.Zero), static async sleep => await sleep.WaitAsync()),
        ["interval that is behind"] = _ => Make(BehindInterval(), static async interval => await interval.WaitForNextTickAsync()),
        ["delay queue"] = _ => MakeDue(static async queue => await queue.DequeueAsync()),
        ["await handle"] = rt => MakeEnded(rt, static async handle => await handle),
        ["join next"] = static rt => Make(new JoinSet<int>(rt), static async set => await set.JoinNextAsync()),
        ["join all"] = static rt => Make(new JoinSet<int>(rt), static set => set.JoinAllAsync()),
        ["tracker wait"] = static rt =>
        {
            var tracker = new TaskTracker(rt);
            tracker.Close();
            return Make(tracker, static tracker => tracker.WaitAsync());
        },
        ["join handle"] = rt => MakeEnded(rt, static async handle => await handle.JoinAsync()),
    };

    private static Task<Ready> Make<T>(T primitive, Func<T, Task> operation) => Task.FromResult(new Ready(() => operation(primitive)));

    private static async Task<Ready> MakeFilled(Func<(Sender<int> Sender, Receiver<int> Receiver), Task> operation)
    {
        var channel = MpscChannel.CreateBounded<int>(100_000);
        for (var i = 0; i < 50_000; i++)
            Assert.True(channel.Sender.TryWrite(i));
        return await Make(channel, operation);
    }

    private static Interval BehindInterval()
    {
        var clock = new FakeTimeProvider();
        var interval = new Interval(TimeSpan.FromMilliseconds(1), MissedTickBehavior.Burst, clock);
        clock.Advance(TimeSpan.FromHours(1));
        return interval;
    }

    private static Task<Ready> MakeDue(Func<DelayQueue<int>, Task> operation)
    {
        var queue = new DelayQueue<int>();
        for (var i = 0; i < 50_000; i++)
            queue.Enqueue(i, TimeSpan.Zero);
        return Make(queue, operation);
    }

    private static async Task<Ready> MakeEnded(IRuntimeHandle rt, Func<JoinHandle<int>, Task> operation)
    {
        var handle = rt.Spawn(static () => 1);
        await handle;
        return await Make(handle, operation);
    }

    public sealed record Ready(Func<Task> Run);
}
