using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Sync;

/// <summary>Locks, semaphore, notify, barrier and once cell allocate nothing, neither at once nor in a pooled wait.</summary>
public sealed class SyncAllocationTests
{
    private const int Operations = 1_000;

    // Large enough that the allocations of two tasks and their closures are less than a byte an operation.
    private const int Suspensions = 10_000;

    [Fact]
    public void AcquireAsync_WhenFree_AllocatesNothing()
    {
        var semaphore = new AsyncSemaphore(8);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                using var permit = await semaphore.AcquireAsync(4);
                using var parted = permit.Split(1);
                using var other = await semaphore.AcquireAsync();
                permit.Merge(other);
            }
        });
    }

    [Fact]
    public void AcquireAsync_WhenNoPermitIsFree_AllocatesNothing()
    {
        var semaphore = new AsyncSemaphore(1);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var held = await semaphore.AcquireAsync();
                var next = semaphore.AcquireAsync();
                held.Dispose();
                (await next).Dispose();
            }
        });
    }

    [Fact]
    public void WaitAsync_WhenNotifiedBeforeOrAfter_AllocatesNothing()
    {
        var notify = new AsyncNotify();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                notify.NotifyOne();
                await notify.WaitAsync();
                var (first, second) = (notify.WaitAsync(), notify.WaitAsync());
                notify.NotifyOne();
                notify.NotifyAll();
                await first;
                await second;
            }
        });
    }

    [Fact]
    public void Register_WhenUsedOrDisposed_AllocatesNothing()
    {
        var notify = new AsyncNotify();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                notify.Register().Dispose();
                using var ticket = notify.Register();
                var wait = ticket.WaitAsync();
                notify.NotifyOne();
                await wait;
            }
        });
    }

    [Fact]
    public void SignalAndWaitAsync_FirstAndLast_AllocatesNothing()
    {
        var barrier = new AsyncBarrier(2);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var first = barrier.SignalAndWaitAsync();
                await barrier.SignalAndWaitAsync();
                await first;
            }
        });
    }

    [Fact]
    public void GetOrInitializeAsync_WhenSet_AllocatesNothing()
    {
        var cell = new OnceCell<int>();
        cell.TrySet(1);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
                await cell.GetOrInitializeAsync(static _ => Task.FromResult(1));
        });
    }

    [Fact]
    public void LockAsync_WhenSuspended_AllocatesNothing()
    {
        var mutex = new AsyncMutex();
        AssertSuspendedAllocatesNothing(
            () =>
            {
                Assert.True(mutex.TryLock(out var held));
                return held;
            },
            () => mutex.LockAsync());
    }

    [Fact]
    public void ReadLockAsync_WhenSuspended_AllocatesNothing()
    {
        var rw = new AsyncReaderWriterLock();
        AssertSuspendedAllocatesNothing(
            () =>
            {
                Assert.True(rw.TryWriteLock(out var held));
                return held;
            },
            () => rw.ReadLockAsync());
    }

    [Fact]
    public void WriteLockAsync_WhenSuspended_AllocatesNothing()
    {
        var rw = new AsyncReaderWriterLock();
        AssertSuspendedAllocatesNothing(
            () =>
            {
                Assert.True(rw.TryReadLock(out var held));
                return held;
            },
            () => rw.WriteLockAsync());
    }

    [Fact]
    public void AcquireAsync_WhenSuspended_AllocatesNothing()
    {
        var semaphore = new AsyncSemaphore(2);
        AssertSuspendedAllocatesNothing(
            () =>
            {
                Assert.True(semaphore.TryAcquire(1, out var held));
                return held;
            },
            () => semaphore.AcquireAsync(2));
    }

    [Fact]
    public void WaitAsync_WhenSuspended_AllocatesNothing()
    {
        var (there, back) = (new AsyncNotify(), new AsyncNotify());
        AllocatedBytes.Assert(0, Suspensions, async runtime =>
        {
            var peer = runtime.Spawn(async () =>
            {
                for (var i = 0; i < Suspensions; i++)
                {
                    await there.WaitAsync();
                    back.NotifyOne();
                }
            });
            for (var i = 0; i < Suspensions; i++)
            {
                there.NotifyOne();
                using var ticket = back.Register();
                await ticket.WaitAsync();
            }

            await peer;
        });
    }

    /// <remarks>The wait is cached in its task, and returns to the pool when the task ends.</remarks>
    [Fact]
    public void WaitAsync_OnceInManyTasks_AllocatesNoMoreThanAYield()
    {
        var notify = new AsyncNotify();
        var yields = AllocatedBytes.Measure(Operations, runtime => RunEachAsync(runtime, static async () => await CurrentTask.YieldAsync()));
        var waits = AllocatedBytes.Measure(Operations, runtime => RunEachAsync(runtime, async () => await notify.WaitAsync()));
        Assert.InRange(waits, 0, yields);

        async Task RunEachAsync(IRuntime runtime, Func<Task> body)
        {
            for (var i = 0; i < Operations; i++)
            {
                var task = runtime.Spawn(body);
                await CurrentTask.YieldAsync();
                Assert.False(task.IsFinished);
                notify.NotifyAll();
                await task;
            }
        }
    }

    [Fact]
    public void SignalAndWaitAsync_WhenSuspended_AllocatesNothing()
    {
        var barrier = new AsyncBarrier(2);
        AllocatedBytes.Assert(0, Suspensions, async runtime =>
        {
            var peer = runtime.Spawn(async () =>
            {
                for (var i = 0; i < Suspensions; i++)
                    await barrier.SignalAndWaitAsync();
            });
            for (var i = 0; i < Suspensions; i++)
                await barrier.SignalAndWaitAsync();
            await peer;
        });
    }

    /// <summary>Waits for a held primitive. A second task on the same worker releases it only after the first task has suspended.</summary>
    private static void AssertSuspendedAllocatesNothing<THeld, TGuard>(Func<THeld> hold, Func<ValueTask<TGuard>> wait)
        where THeld : struct, IDisposable
        where TGuard : struct, IDisposable
    {
        AllocatedBytes.Assert(0, Suspensions, async runtime =>
        {
            THeld held = default;
            var suspended = 0;
            var release = new AsyncNotify();
            var peer = runtime.Spawn(async () =>
            {
                for (var i = 0; i < Suspensions; i++)
                {
                    await release.WaitAsync();
                    held.Dispose();
                }
            });
            for (var i = 0; i < Suspensions; i++)
            {
                held = hold();
                var pending = wait();
                // Read before the release. After it the peer may run on a compensating thread, if this thread loses its processor here.
                suspended += pending.IsCompleted ? 0 : 1;
                release.NotifyOne();
                (await pending).Dispose();
            }

            await peer;
            Assert.Equal(Suspensions, suspended);
        });
    }

    private static void AssertBytes(long expected, Func<IRuntime, Task> body) => AllocatedBytes.Assert(expected, Operations, body);
}
