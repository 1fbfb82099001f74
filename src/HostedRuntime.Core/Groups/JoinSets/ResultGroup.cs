using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Groups;

/// <summary>
/// A group that hands out what its members ended with, in the order of their ends: to the longest waiting reader, or else it is kept for the
/// next. A reader that was cancelled leaves its result to the next one: both meet in the one decision of the wait.
/// </summary>
/// <remarks>
/// Invariant under the lock: somebody waits for a result only while there is none and one can come. When none can come any more all who wait
/// are told so.
/// </remarks>
/// <typeparam name="TItem">A result, and what belongs to it.</typeparam>
internal abstract class ResultGroup<TItem> : TaskGroup, IWaiterListOwner where TItem : struct
{
    private readonly WaiterList _readers;
    private readonly WaiterList _settled;
    private readonly WaiterList _empty;
    private readonly string _typeName;
    private MemberList _ended;

    /// <summary>Members that have not ended and whose result will be handed out.</summary>
    private int _expected;

    /// <summary>Of those that ended and were not taken: cancelled or faulted.</summary>
    private int _failed;
    private bool _isDisposed;

    protected ResultGroup(TaskOwner owner, int maxConcurrency, string typeName) : base(owner, maxConcurrency)
    {
        _readers = new WaiterList(Gate, this);
        _settled = new WaiterList(Gate, this);
        _empty = new WaiterList(Gate, this);
        _typeName = typeName;
    }

    /// <summary>Results that are there or will be.</summary>
    public int Count
    {
        get
        {
            using (Gate.Hold())
                return _expected + _ended.Count;
        }
    }

    public bool TryTake(out TItem item)
    {
        using (Gate.Hold())
            return TryTakeLocked(out item);
    }

    /// <summary>The next result; null: there is none and none can come.</summary>
    public ValueTask<TItem?> TakeAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<TItem?>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<TItem?>.After(this, static (group, ct) => group.TakeAsync(ct), ct);
        Waiter<TItem?> waiter;
        using (Gate.Hold())
        {
            if (TryTakeLocked(out var item))
                return new(item);
            if (_expected == 0)
                return new((TItem?)null);
            waiter = _readers.Enqueue<Waiter<TItem?>>();
        }

        return waiter.Pend(ct);
    }

    /// <summary>Takes the results one after the other, until there is none and none can come.</summary>
    public async IAsyncEnumerator<TItem> TakeEachAsync(CancellationToken ct)
    {
        while (await TakeAsync(ct).ConfigureAwait(false) is { } item)
            yield return item;
    }

    /// <summary>Takes all results that are there now, in the order of the ends.</summary>
    /// <returns>The tasks that ended with them.</returns>
    public List<JoinHandle> TakeAll()
    {
        using (Gate.Hold())
            return TakeAllLocked();
    }

    /// <summary>Waits until one of the results that nobody took is a failure, or all members have ended. True: a failure.</summary>
    public ValueTask<bool> SettleAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<bool>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<bool>.After(this, static (group, ct) => group.SettleAsync(ct), ct);
        Waiter<bool> waiter;
        using (Gate.Hold())
        {
            if (_failed > 0 || Attached == 0)
                return new(_failed > 0);
            waiter = _settled.Enqueue<Waiter<bool>>();
        }

        return waiter.Pend(ct);
    }

    /// <summary>Waits until all members have ended, those included whose results nobody is to see.</summary>
    public ValueTask<Unit> EmptyAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<Unit>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<Unit>.After(this, static (group, ct) => group.EmptyAsync(ct), ct);
        Waiter<Unit> waiter;
        using (Gate.Hold())
        {
            if (Attached == 0)
                return default;
            waiter = _empty.Enqueue<Waiter<Unit>>();
        }

        return waiter.Pend(ct);
    }

    /// <summary>Returns the owner of the tasks, for a body that is to be one of them.</summary>
    public TaskOwner OwnerFor(Delegate body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Owner;
    }

    public void Abort() => AbortMembers();

    /// <summary>Aborts all members, waits for their ends and forgets their results.</summary>
    public async ValueTask ShutdownAsync(CancellationToken ct)
    {
        AbortMembers();
        await EmptyAsync(ct).ConfigureAwait(false);
        Drop();
    }

    /// <summary>A result that will be handed out is waited for as long as its member runs; the other waits are for all that run.</summary>
    public string Describe(WaiterList lane) => $"{_typeName}, {(ReferenceEquals(lane, _readers) ? _expected : Attached)} running";

    /// <summary>Forgets all members and results.</summary>
    public void Detach()
    {
        WakeList signaled = default;
        List<JoinHandle> dropped;
        using (Gate.Hold())
        {
            DetachLocked();
            dropped = TakeAllLocked();
            ForgetAllLocked();
            _expected = 0;
            TellLocked(ref signaled);
        }

        DetachAll(dropped);
        signaled.SignalAll();
    }

    /// <summary>
    /// Takes nothing in any more, aborts all and waits for their ends. No point of abort: what would be cut short is what keeps tasks from outliving
    /// their owner. An abort of the task that waits here is felt by its next wait.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        List<JoinHandle> dropped;
        using (Gate.Hold())
        {
            _isDisposed = true;
            dropped = TakeAllLocked();
        }

        DetachAll(dropped);
        AbortMembers();
        Waiter<Unit> waiter;
        using (Gate.Hold())
        {
            if (Attached == 0)
                return default;
            waiter = _empty.EnqueueShielded<Waiter<Unit>>();
        }

        waiter.Shield(ThreadContext.CurrentOrNull);
        return new(waiter, waiter.Version);
    }

    protected sealed override Exception? CheckOpenLocked() => _isDisposed ? Disposed.Error($"The {_typeName}", "It takes no more tasks: spawn before it is disposed, or make another one.") : null;

    protected override void AddLocked(GroupMember member, bool isRefused) => _expected++;

    protected sealed override bool EndLocked(GroupMember member, ref WakeList signaled)
    {
        if (member.Fate == MemberFate.Delivered)
        {
            _expected--;
            if (_isDisposed)
            {
                member.Fate = MemberFate.Discarded;
                ForgetLocked(member);
            }
            else if (_readers.Queue.TryDequeue(WaitDecision.Granted, out var reader))
                Hand((Waiter<TItem?>)reader, ItemLocked(member), ref signaled);
            else
                KeepLocked(member);
        }

        TellLocked(ref signaled);
        return false;
    }

    /// <summary>Nobody is to be told of a member that is in. It is aborted by the caller, and waited for.</summary>
    protected void ReplaceLocked(GroupMember member)
    {
        if (member.State == MemberState.Ended)
        {
            TakeOutLocked(member);
            return;
        }

        member.Fate = MemberFate.Discarded;
        _expected--;
    }

    /// <summary>What is handed out for a member. It is out of the group with that.</summary>
    protected abstract TItem ItemLocked(GroupMember member);

    /// <summary>A member is out of the group, and its result is not handed out.</summary>
    protected virtual void ForgetLocked(GroupMember member)
    {
    }

    /// <summary>All members are out of the group.</summary>
    protected virtual void ForgetAllLocked()
    {
    }

    private static void Hand(Waiter<TItem?> reader, TItem item, ref WakeList signaled)
    {
        reader.SetResult(item);
        signaled.Add(reader);
    }

    private bool TryTakeLocked(out TItem item)
    {
        item = default;
        if (_ended.First is not { } member)
            return false;
        TakeOutLocked(member);
        item = ItemLocked(member);
        return true;
    }

    private void KeepLocked(GroupMember member)
    {
        member.State = MemberState.Ended;
        _ended.Add(member);
        if (member.Task.Status != JoinStatus.Completed)
            _failed++;
    }

    private void TakeOutLocked(GroupMember member)
    {
        member.State = MemberState.Outside;
        _ended.Remove(member);
        if (member.Task.Status != JoinStatus.Completed)
            _failed--;
    }

    /// <summary>Takes all results that are there.</summary>
    /// <returns>Their tasks. If nobody is to see them, they are detached outside of the lock, because that may call a hook.</returns>
    private List<JoinHandle> TakeAllLocked()
    {
        var taken = new List<JoinHandle>();
        while (_ended.First is { } member)
        {
            TakeOutLocked(member);
            ForgetLocked(member);
            taken.Add(member.Task);
        }

        return taken;
    }

    /// <summary>Forgets the results that are there.</summary>
    private void Drop() => DetachAll(TakeAll());

    private static void DetachAll(List<JoinHandle> dropped) => dropped.ForEach(static task => task.Detach());

    /// <summary>Ends the waits whose condition has come.</summary>
    private void TellLocked(ref WakeList signaled)
    {
        if (_expected == 0)
            GrantAllLocked(_readers, (TItem?)null, ref signaled);
        if (_failed > 0 || Attached == 0)
            GrantAllLocked(_settled, _failed > 0, ref signaled);
        if (Attached == 0)
            GrantAllLocked(_empty, default(Unit), ref signaled);
    }
}
