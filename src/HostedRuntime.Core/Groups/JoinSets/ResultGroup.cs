using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Groups;

/// <summary>
/// A group that hands out the results of its members, in the order of their ends. The longest waiting reader gets a result; without a
/// reader it is kept for the next one.
/// </summary>
/// <remarks>
/// <para>A result is granted to a reader, and a reader is cancelled, in the one decision of its wait. So a cancelled reader leaves its
/// result to the next one.</para>
/// <para>Invariant under the lock: a reader waits only while there is no result and one can come. Once none can come any more, all waiting
/// readers get null.</para>
/// </remarks>
/// <typeparam name="TItem">A result, with its key if there is one.</typeparam>
internal abstract class ResultGroup<TItem> : TaskGroup, IWaiterListOwner where TItem : struct
{
    private readonly WaiterList _readers;
    private readonly WaiterList _settled;
    private readonly WaiterList _empty;
    private readonly string _typeName;
    private MemberList _ended;

    /// <summary>The number of members that have not ended and whose result will be handed out.</summary>
    private int _expected;

    /// <summary>The number of results that were not taken and are cancelled or faulted.</summary>
    private int _failed;
    private bool _isDisposed;

    protected ResultGroup(TaskOwner owner, int maxConcurrency, string typeName) : base(owner, maxConcurrency)
    {
        _readers = new WaiterList(Gate, this);
        _settled = new WaiterList(Gate, this);
        _empty = new WaiterList(Gate, this);
        _typeName = typeName;
    }

    /// <summary>The number of results that are there or will be.</summary>
    public int Count
    {
        get
        {
            using (Gate.Hold())
                return _expected + _ended.Count;
        }
    }

    public sealed override GroupView View => new(_typeName);

    public bool TryTake(out TItem item)
    {
        using (Gate.Hold())
            return TryTakeLocked(out item);
    }

    /// <summary>Takes the next result, and waits for it.</summary>
    /// <returns>The result; null if there is none and none can come.</returns>
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

    /// <summary>Waits until one of the results that were not taken is a failure, or all members have ended.</summary>
    /// <returns>True if there is a failure; otherwise false.</returns>
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

    /// <summary>Waits until all members have ended, including those whose results are not handed out.</summary>
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

    /// <summary>Returns the owner of the tasks, for a body that will be one of them.</summary>
    public TaskOwner OwnerFor(Delegate body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Owner;
    }

    public void Abort() => AbortMembers();

    /// <summary>Aborts all members, waits for their ends and drops their results.</summary>
    public async ValueTask ShutdownAsync(CancellationToken ct)
    {
        AbortMembers();
        await EmptyAsync(ct).ConfigureAwait(false);
        Drop();
    }

    /// <summary>
    /// Describes a wait: a reader waits for the members whose results are handed out, any other waiter for all running members.
    /// </summary>
    public string Describe(WaiterList list) => $"{_typeName}, {(ReferenceEquals(list, _readers) ? _expected : Attached)} running";

    /// <summary>Removes all members and results.</summary>
    public void Detach()
    {
        WakeList decided = default;
        List<JoinHandle> dropped;
        using (Gate.Hold())
        {
            DetachLocked();
            dropped = TakeAllLocked();
            ForgetAllLocked();
            _expected = 0;
            TellLocked(ref decided);
        }

        DetachAll(dropped);
        decided.SignalAll();
    }

    /// <summary>
    /// Closes the group, aborts all members and waits for their ends. An abort of the calling task does not cut the wait short, because the
    /// tasks must not outlive their owner. It ends the caller's next wait.
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

    protected sealed override bool EndLocked(GroupMember member, ref WakeList decided)
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
                Hand((Waiter<TItem?>)reader, ItemLocked(member), ref decided);
            else
                KeepLocked(member);
        }

        TellLocked(ref decided);
        return false;
    }

    /// <summary>
    /// Marks a member of the group so that its result is not handed out. The caller aborts it, and the group waits for it.
    /// </summary>
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

    /// <summary>Returns the result of a member to hand out, and removes the member from the group.</summary>
    protected abstract TItem ItemLocked(GroupMember member);

    /// <summary>Called when a member is removed from the group and its result is not handed out.</summary>
    protected virtual void ForgetLocked(GroupMember member)
    {
    }

    /// <summary>Called when all members are removed from the group.</summary>
    protected virtual void ForgetAllLocked()
    {
    }

    private static void Hand(Waiter<TItem?> reader, TItem item, ref WakeList decided)
    {
        reader.SetResult(item);
        decided.Add(reader);
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
    /// <returns>
    /// Their tasks. If the results are dropped, the caller detaches the tasks outside of the lock, because that may call a hook.
    /// </returns>
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

    /// <summary>Drops the results that are there.</summary>
    private void Drop() => DetachAll(TakeAll());

    private static void DetachAll(List<JoinHandle> dropped) => dropped.ForEach(static task => task.Detach());

    /// <summary>Ends the waits whose condition is met.</summary>
    private void TellLocked(ref WakeList decided)
    {
        if (_expected == 0)
            GrantAllLocked(_readers, (TItem?)null, ref decided);
        if (_failed > 0 || Attached == 0)
            GrantAllLocked(_settled, _failed > 0, ref decided);
        if (Attached == 0)
            GrantAllLocked(_empty, default(Unit), ref decided);
    }
}
