using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// The lock behind <see cref="AsyncReaderWriterLock"/> and its generic twin: one queue, first come, first served. A reader that comes after
/// a waiting writer waits behind it, so writers do not starve. Neighbouring readers in the queue are let in together.
/// </summary>
/// <remarks>
/// Invariant, under the gate: a waiter is in the queue only if the head of the queue cannot be let in. So every change that may let the
/// head in ends in <see cref="Serve"/>: a release, a downgrade, a withdrawal of the head.
/// </remarks>
internal sealed class ReaderWriterCore<TRead, TWrite>(Func<HolderHandle, TRead> makeRead, Func<long, TWrite> makeWrite) : IWaitOwner, IResource
{
    private const string Name = "AsyncReaderWriterLock";

    private SpinGate _gate;
    private WaitQueue _queue;
    private ResourceIdentity _identity;
    private HolderTable<object?> _readers;

    /// <summary>
    /// Grows at each end of a write hold, so that a stale write guard differs from the current one. Changed under the gate, read without
    /// it.
    /// </summary>
    private AtomicLong _version;
    private AtomicBool _isWriting;
    private object? _writer;

    /// <summary>True once a self-wait was reported. Debug builds only.</summary>
    private bool _saidSelfWait;

    public int ReaderCount => _readers.Count;

    public bool IsWriting => _isWriting.Read();

    public int WaiterCount => _queue.Count;

    /// <summary>Describes the holders; null while the lock is free.</summary>
    public string? Holder
    {
        get
        {
            var (isWriting, writer, readers) = LookAtHolders();
            if (isWriting)
                return $"writer {HolderText.Label(writer)}";
            return readers.Length == 0 ? null : HolderText.LabelReaders(readers);
        }
    }

    public string DebuggerDisplay => ResourceDebugView.Named(this, $"{(Holder is { } holder ? $"held by {holder}" : "free")}, {WaiterCount} waiting");

    public bool TryRead(out TRead guard)
    {
        var task = ThreadContext.CurrentTask;
        _gate.Enter();
        var free = TryTakeRead(task, out var hold);
        _gate.Exit();
        guard = free ? makeRead(hold) : default!;
        return free;
    }

    public bool TryWrite(out TWrite guard)
    {
        var task = ThreadContext.CurrentTask;
        _gate.Enter();
        var free = TryTakeWrite(task, out var version);
        _gate.Exit();
        guard = free ? makeWrite(version) : default!;
        return free;
    }

    public ValueTask<TRead> ReadAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<TRead>(ct);
        if (!Budget.TrySpend(out var task, out var context))
            return ForcedYield<TRead>.After(this, static (core, ct) => core.ReadAsync(ct), ct);
        if (EnterRead(task, context, out var hold) is not { } waiter)
            return new(makeRead(hold));
        return waiter.Pend(task, ct);
    }

    public ValueTask<TWrite> WriteAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<TWrite>(ct);
        if (!Budget.TrySpend(out var task, out var context))
            return ForcedYield<TWrite>.After(this, static (core, ct) => core.WriteAsync(ct), ct);
        if (EnterWrite(task, context, out var version) is not { } waiter)
            return new(makeWrite(version));
        return waiter.Pend(task, ct);
    }

    public TRead ReadBlocking(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return EnterRead(ThreadContext.CurrentTask, context: null, out var hold) is { } waiter ? waiter.WaitForResult(ct) : makeRead(hold);
    }

    public TWrite WriteBlocking(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return EnterWrite(ThreadContext.CurrentTask, context: null, out var version) is { } waiter ? waiter.WaitForResult(ct) : makeWrite(version);
    }

    public bool IsHeldBy(HolderHandle hold) => _readers.IsTaken(hold);

    /// <summary>Returns whether the write guard of this version is current: the version grows when its hold ends.</summary>
    public bool IsHeldBy(long version) => _version.Read() == version;

    public void ExitRead(HolderHandle hold)
    {
        WakeList granted = default;
        _gate.Enter();
        var isCurrent = _readers.TryRelease(hold, out _);
        if (isCurrent && !_queue.IsEmpty)
            Serve(ref granted);
        _gate.Exit();
        if (!isCurrent)
            DoubleDisposeCounter.Count();
        granted.SignalAll();
    }

    public void ExitWrite(long version)
    {
        WakeList granted = default;
        _gate.Enter();
        var isCurrent = TryEndWrite(version);
        if (isCurrent && !_queue.IsEmpty)
            Serve(ref granted);
        _gate.Exit();
        if (!isCurrent)
            DoubleDisposeCounter.Count();
        granted.SignalAll();
    }

    /// <summary>Turns a write hold into a read hold, without letting a writer in between.</summary>
    public TRead Downgrade(long version)
    {
        WakeList granted = default;
        HolderHandle hold = default;
        _gate.Enter();
        var writer = _writer;
        var isCurrent = TryEndWrite(version);
        if (isCurrent)
        {
            hold = _readers.Take(writer);
            Serve(ref granted);
        }

        _gate.Exit();
        if (!isCurrent)
            throw DoubleDisposeCounter.Used("write guard");
        granted.SignalAll();
        return makeRead(hold);
    }

    /// <summary>Makes a read guard stale.</summary>
    /// <returns>The hold of the guard that replaces it.</returns>
    /// <exception cref="InvalidOperationException">The guard is stale already.</exception>
    public HolderHandle Renew(HolderHandle hold)
    {
        _gate.Enter();
        var isCurrent = _readers.TryRenew(hold, out var renewed);
        _gate.Exit();
        return isCurrent ? renewed : throw DoubleDisposeCounter.Used("read guard");
    }

    /// <summary>Makes a write guard stale.</summary>
    /// <returns>The version of the guard that replaces it.</returns>
    /// <exception cref="InvalidOperationException">The guard is stale already.</exception>
    public long Renew(long version)
    {
        _gate.Enter();
        var isCurrent = _isWriting.ReadOwn() && _version.ReadOwn() == version;
        if (isCurrent)
            _version.Write(version + 1);
        _gate.Exit();
        return isCurrent ? version + 1 : throw DoubleDisposeCounter.Used("write guard");
    }

    public void Withdraw(Waiter waiter)
    {
        WakeList granted = default;
        _gate.Enter();
        // A writer that leaves the head of the queue may free the way for the readers behind it.
        _queue.Remove(waiter);
        Serve(ref granted);
        _gate.Exit();
        granted.SignalAll();
    }

    public string Describe(Waiter waiter)
        => $"{Name}, to {(waiter is Waiter<TRead> ? "read" : "write")}, {(Holder is { } holder ? $"held by {holder}" : "not held")}";

    public string PurposeOf(Waiter waiter) => waiter is Waiter<TRead> ? "read" : "write";

    public ResourceKind Kind => ResourceKind.ReaderWriterLock;

    public ref ResourceIdentity Identity => ref _identity;

    public ResourceView Look()
    {
        var (isWriting, writer, readers) = LookAtHolders();
        var (state, holders) = isWriting ? ("held by a writer", [new ResourceHold(writer, "write")])
            : readers.Length > 0 ? (Counted.Of(readers.Length, "reader"), [.. readers.Select(static reader => new ResourceHold(reader, "read"))])
            : ("free", Array.Empty<ResourceHold>());
        return new() { State = state, Waiters = WaiterCount, Rule = holders.Length == 0 ? ReleaseRule.None : ReleaseRule.All, Holders = holders, HoldNumber = isWriting ? _version.Read() : null };
    }

    /// <summary>Adds a linked wait for a read lock, if it cannot be taken now.</summary>
    public CaseStart BeginRead(CaseLink link, out Waiter<TRead>? waiter)
    {
        _gate.Enter();
        waiter = _isWriting.ReadOwn() || !_queue.IsEmpty ? EnqueueLinked<Waiter<TRead>>(link) : null;
        _gate.Exit();
        return waiter is null ? CaseStart.Ready : CaseStart.Waiting;
    }

    /// <summary>Adds a linked wait for the write lock, if it cannot be taken now.</summary>
    public CaseStart BeginWrite(CaseLink link, out Waiter<TWrite>? waiter)
    {
        _gate.Enter();
        waiter = _isWriting.ReadOwn() || _readers.Count > 0 || !_queue.IsEmpty ? EnqueueLinked<Waiter<TWrite>>(link) : null;
        _gate.Exit();
        return waiter is null ? CaseStart.Ready : CaseStart.Waiting;
    }

    private (bool IsWriting, object? Writer, object?[] Readers) LookAtHolders()
    {
        _gate.Enter();
        var holders = (_isWriting.ReadOwn(), _writer, _readers.Count == 0 ? [] : _readers.Contents());
        _gate.Exit();
        return holders;
    }

    private TWaiter EnqueueLinked<TWaiter>(CaseLink link) where TWaiter : Waiter, new()
    {
        var waiter = Waiter.RentLinked<TWaiter>(link);
        _queue.Enqueue(waiter);
        waiter.Open(this);
        return waiter;
    }

    private Waiter<TRead>? EnterRead(IWaitingTask? task, ThreadContext? context, out HolderHandle hold)
    {
        _gate.Enter();
        if (TryTakeRead(task, out hold))
        {
            _gate.Exit();
            return null;
        }

        var isSecond = task is not null && _readers.Any(task);
        var waiter = Enqueue<Waiter<TRead>>(task, context);
        _gate.Exit();
        if (isSecond)
            HolderText.ReportReadBehindWriter(Name, task!, ref _saidSelfWait);
        return waiter;
    }

    private Waiter<TWrite>? EnterWrite(IWaitingTask? task, ThreadContext? context, out long version)
    {
        _gate.Enter();
        if (TryTakeWrite(task, out version))
        {
            _gate.Exit();
            return null;
        }

        var isSecond = task is not null && (ReferenceEquals(_writer, task) || _readers.Any(task));
        var waiter = Enqueue<Waiter<TWrite>>(task, context);
        _gate.Exit();
        if (isSecond)
            HolderText.ReportSelfWait(Name, task!, ref _saidSelfWait);
        return waiter;
    }

    private bool TryTakeRead(object? task, out HolderHandle hold)
    {
        var free = !_isWriting.ReadOwn() && _queue.IsEmpty;
        hold = free ? _readers.Take(task) : default;
        return free;
    }

    private bool TryTakeWrite(object? task, out long version)
    {
        version = _version.ReadOwn();
        var free = !_isWriting.ReadOwn() && _readers.Count == 0 && _queue.IsEmpty;
        if (free)
            BeginWrite(task);
        return free;
    }

    private TWaiter Enqueue<TWaiter>(IWaitingTask? task, ThreadContext? context) where TWaiter : Waiter, new()
    {
        var waiter = Waiter.Rent<TWaiter>(context);
        _queue.Enqueue(waiter);
        waiter.Open(this, task);
        return waiter;
    }

    private void BeginWrite(object? writer)
    {
        _isWriting.Write(true);
        _writer = writer;
    }

    private bool TryEndWrite(long version)
    {
        if (!_isWriting.ReadOwn() || _version.ReadOwn() != version)
            return false;
        _isWriting.Write(false);
        _writer = null;
        _version.Write(version + 1);
        return true;
    }

    /// <summary>Lets in waiters from the head of the queue as long as they may enter. Caller holds `_gate`.</summary>
    private void Serve(ref WakeList granted)
    {
        while (!_isWriting.ReadOwn() && _queue.Head is { } head)
        {
            if (head is Waiter<TRead> reader)
            {
                _queue.Remove(reader);
                if (!reader.TryDecide(WaitDecision.Granted))
                    continue;
                reader.SetResult(makeRead(_readers.Take(reader.Requester)));
                granted.Add(reader);
                continue;
            }

            if (_readers.Count > 0)
                return;
            _queue.Remove(head);
            if (!head.TryDecide(WaitDecision.Granted))
                continue;
            BeginWrite(head.Requester);
            Debug.Assert(head is Waiter<TWrite>, "Only readers and writers wait here.");
            Unsafe.As<Waiter<TWrite>>(head).SetResult(makeWrite(_version.ReadOwn()));
            granted.Add(head);
        }
    }
}
