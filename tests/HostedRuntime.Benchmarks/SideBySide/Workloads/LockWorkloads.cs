using HostedRuntime.Sync;
using static HostedRuntime.Benchmarks.SideBySide.Workloads;
using PeerReaderWriterLock = DotNext.Threading.AsyncReaderWriterLock;

namespace HostedRuntime.Benchmarks.SideBySide;

internal static class LockWorkloads
{
    public static IEnumerable<Workload> All =>
    [
        new("mutex_uncontended", 10_000, rt => rt.BlockOn(UncontendedAsync), () => Wait(UncontendedSemaphoreAsync())),
        new("mutex_contended_4", 4 * 1_000, Contended, ContendedSemaphore),
        new("rwlock_read_concurrent_6", 6 * 1_000, rt => ReadersAndWriters(rt, 0), () => PeerReadersAndWriters(0)),
        new("rwlock_mixed_6r1w", 7 * 1_000, rt => ReadersAndWriters(rt, 1), () => PeerReadersAndWriters(1)),
    ];

    private static async Task UncontendedAsync()
    {
        var mutex = new AsyncMutex();
        for (var i = 0; i < 10_000; i++)
            (await mutex.LockAsync()).Dispose();
    }

    private static async Task UncontendedSemaphoreAsync()
    {
        using var semaphore = new SemaphoreSlim(1, 1);
        for (var i = 0; i < 10_000; i++)
        {
            await semaphore.WaitAsync();
            semaphore.Release();
        }
    }

    private static void Contended(IRuntime rt)
    {
        var mutex = new AsyncMutex();
        var left = new Countdown(4);
        for (var t = 0; t < 4; t++)
        {
            rt.Spawn(async () =>
            {
                for (var i = 0; i < 1_000; i++)
                {
                    using (await mutex.LockAsync())
                        await CurrentTask.YieldAsync();
                }

                left.Down();
            }).Detach();
        }

        left.Wait();
    }

    private static void ContendedSemaphore()
    {
        using var semaphore = new SemaphoreSlim(1, 1);
        Wait(Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                await semaphore.WaitAsync();
                await Task.Yield();
                semaphore.Release();
            }
        }))));
    }

    private static void ReadersAndWriters(IRuntime rt, int writers)
    {
        var rw = new AsyncReaderWriterLock();
        var left = new Countdown(6 + writers);
        for (var t = 0; t < 6; t++)
        {
            rt.Spawn(async () =>
            {
                for (var i = 0; i < 1_000; i++)
                    (await rw.ReadLockAsync()).Dispose();
                left.Down();
            }).Detach();
        }

        for (var t = 0; t < writers; t++)
        {
            rt.Spawn(async () =>
            {
                for (var i = 0; i < 1_000; i++)
                    (await rw.WriteLockAsync()).Dispose();
                left.Down();
            }).Detach();
        }

        left.Wait();
    }

    private static void PeerReadersAndWriters(int writers)
    {
        using var rw = new PeerReaderWriterLock();
        var readers = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                await rw.EnterReadLockAsync(CancellationToken.None);
                rw.Release();
            }
        }));
        var others = Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                await rw.EnterWriteLockAsync(CancellationToken.None);
                rw.Release();
            }
        }));
        Wait(Task.WhenAll(readers.Concat(others)));
    }
}
