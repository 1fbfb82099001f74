using HostedRuntime.Sync;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>The mutex of one library, and its reader-writer lock if it has one, used as its users would use them.</summary>
internal abstract class LockLibrary : IDisposable
{
    /// <summary>Takes and releases the lock the given number of times, and perhaps yields while it holds the lock.</summary>
    public abstract Task LockAsync(int times, bool yields);

    public virtual Task ReadAsync(int times) => throw new NotSupportedException("There is no reader-writer lock.");

    public virtual Task WriteAsync(int times) => throw new NotSupportedException("There is no reader-writer lock.");

    public abstract void Dispose();
}

internal sealed class OurLocks : LockLibrary
{
    private readonly AsyncMutex _mutex = new();
    private readonly AsyncReaderWriterLock _lock = new();

    public override void Dispose()
    {
    }

    public override async Task LockAsync(int times, bool yields)
    {
        for (var i = 0; i < times; i++)
        {
            using (await _mutex.LockAsync())
            {
                if (yields)
                    await CurrentTask.YieldAsync();
            }
        }
    }

    public override async Task ReadAsync(int times)
    {
        for (var i = 0; i < times; i++)
            (await _lock.ReadLockAsync()).Dispose();
    }

    public override async Task WriteAsync(int times)
    {
        for (var i = 0; i < times; i++)
            (await _lock.WriteLockAsync()).Dispose();
    }
}

internal sealed class BclLocks : LockLibrary
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    public override void Dispose() => _semaphore.Dispose();

    public override async Task LockAsync(int times, bool yields)
    {
        for (var i = 0; i < times; i++)
        {
            await _semaphore.WaitAsync();
            if (yields)
                await Task.Yield();
            _semaphore.Release();
        }
    }
}

internal sealed class DotNextLocks : LockLibrary
{
    private readonly DotNext.Threading.AsyncExclusiveLock _mutex = new();
    private readonly DotNext.Threading.AsyncReaderWriterLock _lock = new();

    public override void Dispose()
    {
        _mutex.Dispose();
        _lock.Dispose();
    }

    public override async Task LockAsync(int times, bool yields)
    {
        for (var i = 0; i < times; i++)
        {
            await _mutex.AcquireAsync(CancellationToken.None);
            if (yields)
                await Task.Yield();
            _mutex.Release();
        }
    }

    public override async Task ReadAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _lock.EnterReadLockAsync(CancellationToken.None);
            _lock.Release();
        }
    }

    public override async Task WriteAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _lock.EnterWriteLockAsync(CancellationToken.None);
            _lock.Release();
        }
    }
}

internal sealed class NitoLocks : LockLibrary
{
    private readonly Nito.AsyncEx.AsyncLock _mutex = new();
    private readonly Nito.AsyncEx.AsyncReaderWriterLock _lock = new();

    public override void Dispose()
    {
    }

    public override async Task LockAsync(int times, bool yields)
    {
        for (var i = 0; i < times; i++)
        {
            using (await _mutex.LockAsync())
            {
                if (yields)
                    await Task.Yield();
            }
        }
    }

    public override async Task ReadAsync(int times)
    {
        for (var i = 0; i < times; i++)
            (await _lock.ReaderLockAsync()).Dispose();
    }

    public override async Task WriteAsync(int times)
    {
        for (var i = 0; i < times; i++)
            (await _lock.WriterLockAsync()).Dispose();
    }
}
