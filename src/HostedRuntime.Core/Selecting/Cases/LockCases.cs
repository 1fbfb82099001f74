using HostedRuntime.Sync;
using HostedRuntime.Waiting;

namespace HostedRuntime.Selecting;

/// <summary>A mutex.</summary>
internal sealed class MutexCase(MutexCore<AsyncMutex.Guard> core) : ValueCase<Waiter<AsyncMutex.Guard>, AsyncMutex.Guard>
{
    internal override string Name => "AsyncMutex";

    internal override bool TryTake() => core.TryTake(out var guard) && Take(guard);

    private protected override CaseStart Begin(CaseLink link, out Waiter<AsyncMutex.Guard>? waiter) => core.BeginEnter(link, out waiter);
}

/// <summary>A read lock.</summary>
internal sealed class ReadLockCase(ReaderWriterCore<AsyncReaderWriterLock.ReadGuard, AsyncReaderWriterLock.WriteGuard> core)
    : ValueCase<Waiter<AsyncReaderWriterLock.ReadGuard>, AsyncReaderWriterLock.ReadGuard>
{
    internal override string Name => "AsyncReaderWriterLock, to read";

    internal override bool TryTake() => core.TryRead(out var guard) && Take(guard);

    private protected override CaseStart Begin(CaseLink link, out Waiter<AsyncReaderWriterLock.ReadGuard>? waiter) => core.BeginRead(link, out waiter);
}

/// <summary>A write lock.</summary>
internal sealed class WriteLockCase(ReaderWriterCore<AsyncReaderWriterLock.ReadGuard, AsyncReaderWriterLock.WriteGuard> core)
    : ValueCase<Waiter<AsyncReaderWriterLock.WriteGuard>, AsyncReaderWriterLock.WriteGuard>
{
    internal override string Name => "AsyncReaderWriterLock, to write";

    internal override bool TryTake() => core.TryWrite(out var guard) && Take(guard);

    private protected override CaseStart Begin(CaseLink link, out Waiter<AsyncReaderWriterLock.WriteGuard>? waiter) => core.BeginWrite(link, out waiter);
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
