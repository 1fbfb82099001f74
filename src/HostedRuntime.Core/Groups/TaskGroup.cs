using System.Runtime.ExceptionServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Groups;

/// <summary>
/// Tasks that belong together: who is in, whose turn it is, and who ended. What follows from an end is the business of the kinds of group.
/// </summary>
/// <remarks>
/// <para>One lock guards the lists. Tasks are made, counted, started, aborted and waiters signaled outside of it: a token's callbacks and a
/// foreign context's Post are user code.</para>
/// <para>A member is in the lists before its task can start, and joins it before too, so its end is heard once whatever happens to it meanwhile:
/// by the task that closes its joiners, or by <see cref="Admit"/>, which finds them closed.</para>
/// <para>Of the members that take turns as many run as may; the others are tasks that nobody queued yet. Each end of one that had a turn gives it to
/// the longest waiting. An aborted one that waits ends where it stands.</para>
/// </remarks>
internal abstract class TaskGroup(TaskOwner owner, int maxConcurrency)
{
    private MemberList _waiting;
    private MemberList _running;
    private int _turns = maxConcurrency;

    public TaskOwner Owner => owner;

    protected Lock Gate { get; } = new();

    /// <summary>Members that neither ended nor were detached, and what else holds the group open.</summary>
    protected int Attached { get; set; }

    /// <summary>A member's task ended; called once for each. The outcome is there to be seen.</summary>
    public void OnEnded(GroupMember member)
    {
        WaiterChain signaled = default;
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
            if (!waited && member.TakesTurn)
                next = PassTurnLocked();
            if (member.Fate != MemberFate.Detached)
                Attached--;
            endsOthers = EndLocked(member, ref signaled);
        }

        // Nobody is told, so nobody will see a fault either.
        if (member.Fate != MemberFate.Told)
            member.Task.Detach();
        // Before the waiters are signaled: the code that hears of a scope's failure finds its token fired.
        if (endsOthers)
            AbortMembers();
        signaled.SignalAll();
        // One that never had its turn is started in name: what its admission took is given back so.
        if (waited)
            owner.Start(member.Task);
        if (next is not null)
            owner.Start(next.Task);
    }

    /// <summary>Takes in a task that was made just now and that nobody has admitted.</summary>
    /// <exception cref="BlockingQueueFullException">There is no place for a blocking task.</exception>
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
                hasTurn = !member.TakesTurn || _turns > 0;
                if (hasTurn && member.TakesTurn)
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
            task.TryForestall();
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

    /// <summary>Aborts all that are in now. Those that wait come first, and the youngest: else ends would start what is to be aborted next.</summary>
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

    /// <summary>Lets go of all that have not ended; those that wait keep their place.</summary>
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

    /// <summary>Whether all members are to be aborted, those that come from now on included.</summary>
    protected virtual bool IsCanceledLocked => false;

    /// <summary>Why nobody is taken in any more; null while somebody is.</summary>
    protected abstract Exception? CheckOpenLocked();

    /// <summary>A member comes in. May call code of the user, before it changes anything: if that throws, the member stays outside.</summary>
    /// <param name="member">The member.</param>
    /// <param name="isRefused">Its runtime takes no new tasks; it is cancelled already.</param>
    protected virtual void AddLocked(GroupMember member, bool isRefused)
    {
    }

    /// <summary>A member has ended and left the lists. True: the others are to be aborted.</summary>
    protected abstract bool EndLocked(GroupMember member, ref WaiterChain signaled);

    /// <summary>Decides everybody in a line and leaves each the same result.</summary>
    protected static void GrantAllLocked<T>(WaitLane lane, T result, ref WaiterChain signaled)
    {
        while (lane.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
        {
            ((Waiter<T>)waiter).SetResult(result);
            signaled.Add(waiter);
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
