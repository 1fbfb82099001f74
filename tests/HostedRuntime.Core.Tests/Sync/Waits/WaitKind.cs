using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Sync;

/// <summary>A primitive with one of its ways to wait. The promises that all of them keep are tested once, for every kind.</summary>
public sealed class WaitKind
{
    private static readonly Dictionary<string, Func<WaitKind>> s_kinds = new()
    {
        ["AsyncMutex"] = OfMutex,
        ["AsyncMutex of a value"] = OfMutexOfAValue,
        ["AsyncReaderWriterLock to read"] = static () => OfReaderWriter(isWrite: false),
        ["AsyncReaderWriterLock to write"] = static () => OfReaderWriter(isWrite: true),
        ["AsyncReaderWriterLock of a value to read"] = static () => OfReaderWriterOfAValue(isWrite: false),
        ["AsyncReaderWriterLock of a value to write"] = static () => OfReaderWriterOfAValue(isWrite: true),
        ["AsyncSemaphore"] = OfSemaphore,
        ["AsyncNotify"] = static () => OfNotify(hasTicket: false),
        ["AsyncNotify with a ticket"] = static () => OfNotify(hasTicket: true),
        ["AsyncBarrier"] = OfBarrier,
        ["OnceCell"] = OfOnceCell,
        ["OnceCell for the turn"] = OfOnceCellTurn,
    };

    private WaitKind()
    {
    }

    public static TheoryData<string> All => [.. s_kinds.Keys];

    /// <summary>The kinds that grant one waiter after the other.</summary>
    public static TheoryData<string> OneByOne => NamesWhere(static kind => kind.IsOneByOne);

    /// <summary>The kinds whose ValueTask is a pooled wait. A release grants such a wait before the release returns.</summary>
    public static TheoryData<string> Pooled => NamesWhere(static kind => kind.IsPooled);

    /// <summary>The kinds that a waiter holds after the grant, until it disposes the guard.</summary>
    public static TheoryData<string> Holdable => NamesWhere(static kind => kind.IsHoldable);

    /// <summary>Begins a wait.</summary>
    public required Func<CancellationToken, BegunWait> Begin { get; init; }

    public required Func<int> CountWaiters { get; init; }

    /// <summary>Grants the oldest waiter, or all waiters, by kind.</summary>
    public required Action Release { get; init; }

    /// <summary>Returns true if no guard is held and no permit is stored.</summary>
    public required Func<bool> IsNotHeld { get; init; }

    /// <summary>True if one release is enough for all waiters. False if each waiter needs a release of its own.</summary>
    public bool PassesOn { get; private init; } = true;

    public bool IsOneByOne { get; private init; }

    public bool IsHoldable { get; private init; }

    public bool IsPooled { get; private init; } = true;

    public int WaiterCount => CountWaiters();

    /// <summary>True if no guard is held, no permit is stored and no waiter is queued.</summary>
    public bool IsFree => WaiterCount == 0 && IsNotHeld();

    /// <summary>Creates the kind with this name in the held state, so that a new caller waits.</summary>
    public static WaitKind Held(string name) => s_kinds[name]();

    /// <summary>Begins a wait, awaits it, and disposes the guard that it gets.</summary>
    /// <returns>The id of the task that the await resumed on.</returns>
    public Task<long?> WaitAsync(bool captured = true, CancellationToken ct = default) => Begin(ct).EndAsync(captured);

    /// <summary>Releases, and awaits the given waits in their order.</summary>
    public async Task EndAllAsync(params BegunWait[] waits)
    {
        Release();
        for (var i = 0; i < waits.Length; i++)
        {
            if (i > 0 && !PassesOn)
                Release();
            await waits[i].EndAsync();
        }
    }

    private static TheoryData<string> NamesWhere(Func<WaitKind, bool> condition) => [.. s_kinds.Keys.Where(name => condition(Held(name)))];

    /// <summary>Creates a kind that is held until its guard is disposed.</summary>
    private static WaitKind OfHeld(IDisposable held, Func<CancellationToken, BegunWait> begin, Func<int> countWaiters, Func<bool> isNotHeld, bool isOneByOne = true) => new()
    {
        Begin = begin,
        CountWaiters = countWaiters,
        Release = held.Dispose,
        IsNotHeld = isNotHeld,
        IsHoldable = true,
        IsOneByOne = isOneByOne,
    };

    private static WaitKind OfMutex()
    {
        var mutex = new AsyncMutex();
        Assert.True(mutex.TryLock(out var held));
        return OfHeld(held, ct => BegunWait.Of(mutex.LockAsync(ct)), () => mutex.WaiterCount, () => !mutex.IsLocked);
    }

    private static WaitKind OfMutexOfAValue()
    {
        var mutex = new AsyncMutex<int>(0);
        Assert.True(mutex.TryLock(out var held));
        return OfHeld(held, ct => BegunWait.Of(mutex.LockAsync(ct)), () => mutex.WaiterCount, () => !mutex.IsLocked);
    }

    private static WaitKind OfReaderWriter(bool isWrite)
    {
        var rw = new AsyncReaderWriterLock();
        Assert.True(rw.TryWriteLock(out var held));
        return OfHeld(held, ct => isWrite ? BegunWait.Of(rw.WriteLockAsync(ct)) : BegunWait.Of(rw.ReadLockAsync(ct)), () => rw.WaiterCount, () => rw is { IsWriteLocked: false, ReaderCount: 0 }, isWrite);
    }

    private static WaitKind OfReaderWriterOfAValue(bool isWrite)
    {
        var rw = new AsyncReaderWriterLock<int>(0);
        Assert.True(rw.TryReadLock(out var read));
        IDisposable held = read;
        if (!isWrite)
        {
            read.Dispose();
            Assert.True(rw.TryWriteLock(out var written));
            held = written;
        }

        return OfHeld(held, ct => isWrite ? BegunWait.Of(rw.WriteLockAsync(ct)) : BegunWait.Of(rw.ReadLockAsync(ct)), () => rw.WaiterCount, () => rw is { IsWriteLocked: false, ReaderCount: 0 }, isWrite);
    }

    private static WaitKind OfSemaphore()
    {
        var semaphore = new AsyncSemaphore(1);
        Assert.True(semaphore.TryAcquire(out var held));
        return OfHeld(held, ct => BegunWait.Of(semaphore.AcquireAsync(ct)), () => semaphore.WaiterCount, () => semaphore.AvailablePermits == 1);
    }

    private static WaitKind OfNotify(bool hasTicket)
    {
        var notify = new AsyncNotify();
        return new()
        {
            Begin = ct => BegunWait.Of(hasTicket ? notify.Register().WaitAsync(ct) : notify.WaitAsync(ct)),
            CountWaiters = () => notify.WaiterCount,
            Release = notify.NotifyOne,
            IsNotHeld = () => !notify.IsPermitStored,
            PassesOn = false,
            IsOneByOne = true,
        };
    }

    private static WaitKind OfBarrier()
    {
        var barrier = new AsyncBarrier(8);
        return new()
        {
            Begin = ct => BegunWait.Of(barrier.SignalAndWaitAsync(ct)),
            CountWaiters = () => barrier.ArrivedCount,
            Release = () =>
            {
                while (barrier.ArrivedCount > 0)
                    _ = barrier.SignalAndWaitAsync().AsTask();
            },
            IsNotHeld = static () => true,
        };
    }

    private static WaitKind OfOnceCell()
    {
        var cell = new OnceCell<int>();
        return new()
        {
            Begin = ct => BegunWait.Of(cell.WaitAsync(ct)),
            CountWaiters = () => cell.WaiterCount,
            Release = () => cell.TrySet(1),
            IsNotHeld = static () => true,
        };
    }

    private static WaitKind OfOnceCellTurn()
    {
        var cell = new OnceCell<int>();
        var first = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = cell.GetOrInitializeAsync(_ => first.Task).AsTask();
        return new()
        {
            Begin = ct => BegunWait.Of(cell.GetOrInitializeAsync(static _ => Task.FromResult(1), ct)),
            CountWaiters = () => cell.WaiterCount,
            Release = () => first.TrySetResult(1),
            IsNotHeld = static () => true,
            IsPooled = false,
        };
    }
}
