using HostedRuntime.Sync;
using HostedRuntime.Waiting;

namespace HostedRuntime.Selecting;

/// <summary>A mutex, with or without a value.</summary>
internal sealed class MutexCase<TGuard>(MutexCore<TGuard> core) : ValueCase<Waiter<TGuard>, TGuard>
{
    internal override string Name => "AsyncMutex";

    internal override bool TryTake() => core.TryTake(out var guard) && Take(guard);

    private protected override CaseStart Begin(CaseLink link, out Waiter<TGuard>? waiter) => core.BeginEnter(link, out waiter);
}

/// <summary>A read lock, with or without a value.</summary>
internal sealed class ReadLockCase<TRead, TWrite>(ReaderWriterCore<TRead, TWrite> core) : ValueCase<Waiter<TRead>, TRead>
{
    internal override string Name => "AsyncReaderWriterLock, to read";

    internal override bool TryTake() => core.TryRead(out var guard) && Take(guard);

    private protected override CaseStart Begin(CaseLink link, out Waiter<TRead>? waiter) => core.BeginRead(link, out waiter);
}

/// <summary>A write lock, with or without a value.</summary>
internal sealed class WriteLockCase<TRead, TWrite>(ReaderWriterCore<TRead, TWrite> core) : ValueCase<Waiter<TWrite>, TWrite>
{
    internal override string Name => "AsyncReaderWriterLock, to write";

    internal override bool TryTake() => core.TryWrite(out var guard) && Take(guard);

    private protected override CaseStart Begin(CaseLink link, out Waiter<TWrite>? waiter) => core.BeginWrite(link, out waiter);
}

/// <summary>Permits of a semaphore.</summary>
internal sealed class PermitCase(SemaphoreCore core, int count) : ValueCase<PermitWaiter, AsyncSemaphore.Permit>
{
    internal override string Name => $"AsyncSemaphore, for {count}";

    internal override bool TryTake() => core.TryAcquire(count, out var permit) && Take(permit);

    private protected override CaseStart Begin(CaseLink link, out PermitWaiter? waiter)
    {
        var start = core.BeginAcquire(count, link, out waiter);
        if (start == CaseStart.Ended)
            Fail(new SemaphoreClosedException());
        return start;
    }
}

/// <summary>A notification.</summary>
internal sealed class NotifyCase(NotifyCore core) : ValueCase<NotifyWaiter, Unit>
{
    /// <summary>True if the round has taken a notification that was stored.</summary>
    private bool _isTaken;

    internal override string Name => "AsyncNotify";

    internal override bool TryTake()
    {
        if (!_isTaken && !core.TryTakePermit())
            return false;
        _isTaken = false;
        return Take(default);
    }

    internal override bool Leave()
    {
        if (_isTaken)
            core.NotifyAny(Notification.Oldest);
        _isTaken = false;
        return base.Leave();
    }

    private protected override CaseStart Begin(CaseLink link, out NotifyWaiter? waiter)
    {
        var start = core.BeginWait(link, out waiter);
        _isTaken = start == CaseStart.Ready;
        return start;
    }
}
