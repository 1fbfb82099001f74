using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Sync;

/// <summary>A primitive that makes its callers wait, and one way to wait in it: what all of them have to keep is tested once for all.</summary>
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

    /// <summary>Those that give what they have to one after the other.</summary>
    public static TheoryData<string> OneByOne => Those(static kind => kind.IsOneByOne);

    /// <summary>Those whose ValueTask is a pooled wait, which a release grants before it returns.</summary>
    public static TheoryData<string> Pooled => Those(static kind => kind.IsPooled);

    /// <summary>Those that somebody has until he gives them back.</summary>
    public static TheoryData<string> Holdable => Those(static kind => kind.IsHoldable);

    /// <summary>Begins a wait.</summary>
    public required Func<CancellationToken, BegunWait> Begin { get; init; }

    public required Func<int> CountWaiters { get; init; }

    /// <summary>Gives what is waited for: to the longest waiting, or to all.</summary>
    public required Action Release { get; init; }

    /// <summary>Nobody has it and nothing is stored.</summary>
    public required Func<bool> IsNotHeld { get; init; }

    /// <summary>Who ends lets the next in, or all go on at once; else each needs a release of its own.</summary>
    public bool PassesOn { get; private init; } = true;

    public bool IsOneByOne { get; private init; }

    public bool IsHoldable { get; private init; }

    public bool IsPooled { get; private init; } = true;

    public int WaiterCount => CountWaiters();

    /// <summary>Nobody has it, nobody waits, nothing is stored.</summary>
    public bool IsFree => WaiterCount == 0 && IsNotHeld();

    /// <summary>The kind of that name, held by somebody: who comes now waits.</summary>
    public static WaitKind Held(string name) => s_kinds[name]();

    /// <summary>Waits to the end and gives back what it got.</summary>
    /// <returns>The task on which it went on.</returns>
    public Task<long?> WaitAsync(bool captured = true, CancellationToken ct = default) => Begin(ct).EndAsync(captured);

    /// <summary>Releases, and sees the waits through in this order.</summary>
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

    private static TheoryData<string> Those(Func<WaitKind, bool> condition) => [.. s_kinds.Keys.Where(name => condition(Held(name)))];

    /// <summary>What somebody holds, until it is disposed.</summary>
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
        mutex.TryLock(out var held);
        return OfHeld(held, ct => BegunWait.Of(mutex.LockAsync(ct)), () => mutex.WaiterCount, () => !mutex.IsLocked);
    }

    private static WaitKind OfMutexOfAValue()
    {
        var mutex = new AsyncMutex<int>(0);
        mutex.TryLock(out var held);
        return OfHeld(held, ct => BegunWait.Of(mutex.LockAsync(ct)), () => mutex.WaiterCount, () => !mutex.IsLocked);
    }

    private static WaitKind OfReaderWriter(bool isWrite)
    {
        var rw = new AsyncReaderWriterLock();
        rw.TryWriteLock(out var held);
        return OfHeld(held, ct => isWrite ? BegunWait.Of(rw.WriteLockAsync(ct)) : BegunWait.Of(rw.ReadLockAsync(ct)), () => rw.WaiterCount, () => rw is { IsWriteLocked: false, ReaderCount: 0 }, isWrite);
    }

    private static WaitKind OfReaderWriterOfAValue(bool isWrite)
    {
        var rw = new AsyncReaderWriterLock<int>(0);
        rw.TryReadLock(out var read);
        IDisposable held = read;
        if (!isWrite)
        {
            read.Dispose();
            rw.TryWriteLock(out var written);
            held = written;
        }

        return OfHeld(held, ct => isWrite ? BegunWait.Of(rw.WriteLockAsync(ct)) : BegunWait.Of(rw.ReadLockAsync(ct)), () => rw.WaiterCount, () => rw is { IsWriteLocked: false, ReaderCount: 0 }, isWrite);
    }

    private static WaitKind OfSemaphore()
    {
        var semaphore = new AsyncSemaphore(1);
        semaphore.TryAcquire(out var held);
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
