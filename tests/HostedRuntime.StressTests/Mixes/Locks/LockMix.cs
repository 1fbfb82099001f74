using HostedRuntime.Sync;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>Contended locks with cancels and aborts at any moment. Mutual exclusion holds, and in the end all locks are free.</summary>
internal sealed class LockMix(int seed) : Mix(seed)
{
    private readonly AsyncMutex _mutex = new();
    private readonly AsyncReaderWriterLock _lock = new();
    private int _inside;
    private int _readers;
    private int _writers;

    public override void Run()
    {
        using var runtime = Create();
        var tasks = Enumerable.Range(0, 12).Select(i => runtime.Spawn(ct => WorkAsync(new Random(Seed + i), ct))).ToArray();
        for (var i = 0; i < 200; i++)
        {
            Thread.SpinWait(Random.Next(20_000));
            if (Random.Next(20) == 0)
                tasks[Random.Next(tasks.Length)].Abort();
        }

        runtime.BlockOn(async () =>
        {
            foreach (var task in tasks)
                Check((await task.JoinAsync()).Status != JoinStatus.Faulted, "no lock overlapped");
        });
        CheckNothingLeft(runtime);
        Check(!_mutex.IsLocked && _mutex.WaiterCount == 0, "the mutex is free");
        Check(!_lock.IsWriteLocked && _lock.ReaderCount == 0 && _lock.WaiterCount == 0, "the reader-writer lock is free");
    }

    private async Task WorkAsync(Random random, CancellationToken ct)
    {
        for (var i = 0; i < 2_000; i++)
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(ct);
            if (random.Next(5) == 0)
                source.CancelAfter(TimeSpan.Zero);
            try
            {
                switch (random.Next(3))
                {
                    case 0:
                        using (await _mutex.LockAsync(source.Token))
                            await InsideAsync(1, random);
                        break;
                    case 1:
                        using (await _lock.ReadLockAsync(source.Token))
                            await ReadAsync(random);
                        break;
                    default:
                        using (var writer = await _lock.WriteLockAsync(source.Token))
                        {
                            Check(Interlocked.Increment(ref _writers) == 1 && Volatile.Read(ref _readers) == 0, "a writer is alone");
                            Interlocked.Decrement(ref _writers);
                            if (random.Next(2) == 0)
                                writer.Downgrade().Dispose();
                        }

                        break;
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
            }

            Step();
        }
    }

    private async ValueTask InsideAsync(int count, Random random)
    {
        Check(Interlocked.Add(ref _inside, count) == 1, "one at a time");
        try
        {
            if (random.Next(2) == 0)
                await CurrentTask.YieldAsync();
        }
        finally
        {
            Interlocked.Add(ref _inside, -count);
        }
    }

    private async ValueTask ReadAsync(Random random)
    {
        Interlocked.Increment(ref _readers);
        try
        {
            Check(Volatile.Read(ref _writers) == 0, "no writer while readers hold the lock");
            if (random.Next(2) == 0)
                await CurrentTask.YieldAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }
}
