using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Sync;

/// <summary>A way to want a lock that somebody holds: what every one of them has to keep is tested once for all.</summary>
public sealed class LockKind
{
    private readonly Func<CancellationToken, bool, ValueTask<long?>> _take;
    private readonly Func<int> _countWaiters;
    private readonly Func<bool> _isFree;
    private readonly Action _release;

    private LockKind(Func<CancellationToken, bool, ValueTask<long?>> take, Func<int> countWaiters, Func<bool> isFree, Action release)
        => (_take, _countWaiters, _isFree, _release) = (take, countWaiters, isFree, release);

    public static TheoryData<string> All => ["mutex", "mutex of a value", "read", "write"];

    public int WaiterCount => _countWaiters();

    /// <summary>True when nobody holds it, and nobody waits.</summary>
    public bool IsFree => _countWaiters() == 0 && _isFree();

    /// <summary>Takes the lock for whoever calls, and hands it out held.</summary>
    public static async ValueTask<LockKind> HoldAsync(string kind)
    {
        switch (kind)
        {
            case "mutex":
                var mutex = new AsyncMutex();
                return new(async (ct, captured) => Done(await mutex.LockAsync(ct).ConfigureAwait(captured)), () => mutex.WaiterCount, () => !mutex.IsLocked, (await mutex.LockAsync()).Dispose);
            case "mutex of a value":
                var value = new AsyncMutex<int>(1);
                return new(async (ct, captured) => Done(await value.LockAsync(ct).ConfigureAwait(captured)), () => value.WaiterCount, () => !value.IsLocked, (await value.LockAsync()).Dispose);
            case "read":
                var read = new AsyncReaderWriterLock();
                return new(async (ct, captured) => Done(await read.ReadLockAsync(ct).ConfigureAwait(captured)), () => read.WaiterCount, () => IsFreeNow(read), (await read.WriteLockAsync()).Dispose);
            default:
                var write = new AsyncReaderWriterLock();
                return new(async (ct, captured) => Done(await write.WriteLockAsync(ct).ConfigureAwait(captured)), () => write.WaiterCount, () => IsFreeNow(write), (await write.ReadLockAsync()).Dispose);
        }
    }

    /// <summary>Waits for the lock and lets it go; gives the task on which it went on.</summary>
    public ValueTask<long?> TakeAsync(bool captured = true, CancellationToken ct = default) => _take(ct, captured);

    /// <summary>Ends the hold that it was made with.</summary>
    public void Release() => _release();

    private static long? Done(IDisposable guard)
    {
        guard.Dispose();
        return CurrentTask.Id;
    }

    private static bool IsFreeNow(AsyncReaderWriterLock of) => of.ReaderCount == 0 && !of.IsWriteLocked;
}
