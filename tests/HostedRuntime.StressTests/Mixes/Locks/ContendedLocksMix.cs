using HostedRuntime.Sync;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// A million operations on one mutex and one reader-writer lock. A quarter of them are cancelled, at once or by another task before, at or
/// after the grant. Exclusion holds, and in the end nothing is held and no task waits.
/// </summary>
internal sealed class ContendedLocksMix(int seed) : Mix(seed)
{
    private const int Operations = 1_000_000;
    private const int Tasks = 16;

    private readonly AsyncMutex<int> _mutex = new(0);
    private readonly AsyncReaderWriterLock<int> _lock = new(0);
    private int _entered;
    private int _written;
    private int _readers;

    public override void Run()
    {
        using var runtime = Create();
        var tasks = Enumerable.Range(0, Tasks).Select(i => runtime.Spawn(() => WorkAsync(runtime, new Random(Seed + i)))).ToArray();
        runtime.BlockOn(async () =>
        {
            foreach (var task in tasks)
                await task;
        });
        CheckNothingLeft(runtime);
        Check(_mutex.WaiterCount == 0 && _mutex.TryLock(out var all) && all.Value == _entered, "the mutex is free, and every entry counted");
        Check(_lock.WaiterCount == 0 && _lock.TryWriteLock(out var written) && written.Value == _written, "the reader-writer lock is free, and every write counted");
    }

    private async Task WorkAsync(IRuntime runtime, Random random)
    {
        for (var i = 0; i < Operations / Tasks; i++)
        {
            // Not disposed, because another task may be about to cancel it.
            var source = random.Next(4) == 0 ? new CancellationTokenSource() : null;
            try
            {
                await (random.Next(3) switch
                {
                    0 => EnterAsync(runtime, random, source),
                    1 => ReadAsync(runtime, random, source),
                    _ => WriteAsync(runtime, random, source),
                });
            }
            catch (OperationCanceledException)
            {
            }

            Step();
        }
    }

    private async Task EnterAsync(IRuntime runtime, Random random, CancellationTokenSource? source)
    {
        var wait = _mutex.LockAsync(source?.Token ?? default);
        Cancel(runtime, random, source);
        using var guard = await wait;
        var before = guard.Value;
        if (random.Next(8) == 0)
            await CurrentTask.YieldAsync();
        guard.Value = before + 1;
        Interlocked.Increment(ref _entered);
    }

    private async Task ReadAsync(IRuntime runtime, Random random, CancellationTokenSource? source)
    {
        var wait = _lock.ReadLockAsync(source?.Token ?? default);
        Cancel(runtime, random, source);
        using var guard = await wait;
        Interlocked.Increment(ref _readers);
        var before = guard.Value;
        if (random.Next(8) == 0)
            await CurrentTask.YieldAsync();
        Check(guard.Value == before, "no task writes while a reader holds the lock");
        Interlocked.Decrement(ref _readers);
    }

    private async Task WriteAsync(IRuntime runtime, Random random, CancellationTokenSource? source)
    {
        var wait = _lock.WriteLockAsync(source?.Token ?? default);
        Cancel(runtime, random, source);
        using var guard = await wait;
        Check(Volatile.Read(ref _readers) == 0, "no task reads while a writer holds the lock");
        guard.Value++;
        Interlocked.Increment(ref _written);
        if (random.Next(4) == 0)
            guard.Downgrade().Dispose();
    }

    private static void Cancel(IRuntime runtime, Random random, CancellationTokenSource? source)
    {
        if (source is null)
            return;
        if (random.Next(2) == 0)
            source.Cancel();
        else
            runtime.Spawn(source.Cancel).Detach();
    }
}
