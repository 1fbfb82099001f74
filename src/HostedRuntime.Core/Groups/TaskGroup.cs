using System.Runtime.ExceptionServices;
using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Groups;

/// <summary>
/// Tasks that belong together: the lists of its members and their turns, if the concurrency is limited. Derived classes decide what the end
/// of a member means.
/// </summary>
/// <remarks>
/// <para>One lock guards the lists. Tasks are made, counted, started and aborted, and waiters signaled, outside of the lock, because a
/// token's callbacks and a foreign context's Post are user code.</para>
/// <para>A member is in the lists, and joins its task, before the task can start. So its end is handled exactly once: by the task that
/// closes its joiners, or by <see cref="Admit"/>, which finds them closed.</para>
/// <para>At most the given number of members that take turns run at a time. The tasks of the others are not queued yet. When a member that
/// had a turn ends, its turn goes to the member that has waited longest. A waiting member that is aborted ends in its place in the
/// list.</para>
/// </remarks>
internal abstract class TaskGroup(TaskOwner owner, int maxConcurrency)
{
    private MemberList _waiting;
    private MemberList _running;
    private int _turns = maxConcurrency;

    public TaskOwner Owner => owner;

    /// <summary>Describes the group.</summary>
    public abstract GroupView View { get; }

    protected Lock Gate { get; } = new();

    /// <summary>The number of members that neither ended nor were detached, plus one while the creator holds the group open.</summary>
    protected int Attached { get; set; }

    /// <summary>Handles the end of a member's task. Called once for each member, when the outcome is visible.</summary>
    public void OnEnded(GroupMember member)
    {
        WakeList decided = default;
        GroupMember? next = null;
        bool waited, endsOthers;
        using (Gate.Hold())
        {
            waited = member.State == MemberState.Waiting;
            if (waited)
                _waiting.Remove(member);
            else
                _running.Remove(member);
            member.State = MemberState.Outside;
            if (!waited && member.TakesPermit)
                next = PassTurnLocked();
            if (member.Fate != MemberFate.Detached)
                Attached--;
            endsOthers = EndLocked(member, ref decided);
        }

        // The outcome is not delivered, so no code will observe a fault either.
        if (member.Fate != MemberFate.Delivered)
            member.Task.Detach();
        // Before the waiters are signaled, so that code that learns of a scope's failure finds the scope's token fired.
        if (endsOthers)
            AbortMembers();
        decided.SignalAll();
        // A member that never had its turn has ended, so this start runs nothing. It only gives back what its admission took.
        if (waited)
            owner.Start(member.Task);
        if (next is not null)
            owner.Start(next.Task);
    }

    /// <summary>Adds a new task that no owner has admitted yet.</summary>
    /// <exception cref="BlockingQueueFullException">The blocking pool has no place for the task.</exception>
    protected void Admit(GroupMember member)
    {
        var task = member.Task;
        var isRefused = !owner.TryAdmitUnstarted(task);
        Exception? closed;
        bool hasTurn = false, isCanceled = false;
        using (Gate.Hold())
        {
            closed = CheckOpenLocked() ?? TryAddLocked(member, isRefused);
            if (closed is null)
            {
                Attached++;
                hasTurn = !member.TakesPermit || _turns > 0;
                if (hasTurn && member.TakesPermit)
                    _turns--;
                member.State = hasTurn ? MemberState.Running : MemberState.Waiting;
                if (hasTurn)
                    _running.Add(member);
                else
                    _waiting.Add(member);
                isCanceled = IsCanceledLocked;
            }
        }

        if (closed is not null)
        {
            task.TryCancelBeforeStart();
            owner.Start(task);
            ExceptionDispatchInfo.Throw(closed);
        }

        if (!task.TryJoin(member))
            OnEnded(member);
        if (isCanceled)
            task.AbortTask();
        if (hasTurn)
            owner.Start(task);
    }

    /// <summary>
    /// Aborts all present members. Waiting members come first, and in each list the youngest. Otherwise the end of a member would start
    /// a waiting member, which is about to be aborted.
    /// </summary>
    protected virtual void AbortMembers()
    {
        var tasks = new List<JoinHandle>();
        using (Gate.Hold())
        {
            Collect(_waiting.Last);
            Collect(_running.Last);
        }

        foreach (var task in tasks)
            task.AbortTask();

        void Collect(GroupMember? last)
        {
            for (var member = last; member is not null; member = member.Previous)
            {
                if (member.Fate != MemberFate.Detached)
                    tasks.Add(member.Task);
            }
        }
    }

    /// <summary>Detaches all members that have not ended. Waiting members keep their place in the line. Caller holds `Gate`.</summary>
    protected void DetachLocked()
    {
        Detach(_waiting.First);
        Detach(_running.First);

        void Detach(GroupMember? first)
        {
            for (var member = first; member is not null; member = member.Next)
            {
                if (member.Fate != MemberFate.Detached)
                    Attached--;
                member.Fate = MemberFate.Detached;
            }
        }
    }

    /// <summary>True if all members have to be aborted, including those that are added later. Caller holds `Gate`.</summary>
    protected virtual bool IsCanceledLocked => false;

    /// <summary>Returns the reason why the group takes no more members; null while it takes some. Caller holds `Gate`.</summary>
    protected abstract Exception? CheckOpenLocked();

    /// <summary>
    /// Called before a member is added. May call user code before it changes anything: if that code throws, the member is not added.
    /// Caller holds `Gate`.
    /// </summary>
    /// <param name="member">The member.</param>
    /// <param name="isRefused">True if its runtime takes no new tasks, so that the task is already cancelled.</param>
    protected virtual void AddLocked(GroupMember member, bool isRefused)
    {
    }

    /// <summary>Called when a member has ended and left the lists. Caller holds `Gate`.</summary>
    /// <returns>True if the other members have to be aborted; otherwise false.</returns>
    protected abstract bool EndLocked(GroupMember member, ref WakeList decided);

    /// <summary>Grants all waiters of a list with the same result. Caller holds `Gate`.</summary>
    protected static void GrantAllLocked<T>(WaiterList list, T result, ref WakeList decided)
    {
        while (list.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
        {
            ((Waiter<T>)waiter).SetResult(result);
            decided.Add(waiter);
        }
    }

    private Exception? TryAddLocked(GroupMember member, bool isRefused)
    {
        try
        {
            AddLocked(member, isRefused);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private GroupMember? PassTurnLocked()
    {
        if (_waiting.First is not { } next)
        {
            _turns++;
            return null;
        }

        _waiting.Remove(next);
        _running.Add(next);
        next.State = MemberState.Running;
        return next;
    }
}
