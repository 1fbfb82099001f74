using HostedRuntime.Tasks;

namespace HostedRuntime.Groups;

/// <summary>A group in which the first member that returns a result cancels the others.</summary>
internal sealed class RaceGroup<T>(TaskOwner owner) : CancellableGroup(owner, int.MaxValue, name: null)
{
    private readonly List<TaskFault> _faults = [];

    /// <summary>The first member that returned, or null. Valid once all members have ended.</summary>
    public JoinHandle<T>? Winner { get; private set; }

    /// <summary>The exceptions of the members that failed before a member had won. Valid once all members have ended.</summary>
    public IReadOnlyList<Exception> Failures => _faults.ConvertAll(static fault => fault.Observe());

    /// <summary>
    /// Reports the faults as unhandled. Called once all members have ended, if the race was cancelled, so that no outcome has them.
    /// </summary>
    public void Abandon() => _faults.ForEach(static fault => fault.Report());

    protected override string Kind => "RaceAsync";

    protected override bool OnMemberEndedLocked(GroupMember member, out CancelCause cause)
    {
        cause = CancelCause.Victory;
        if (member.Task.Fault is { } fault)
        {
            // An exception that a loser throws in its cleanup is an unhandled fault, because no code awaits it.
            if (Winner is null)
                _faults.Add(fault);
            else
                member.Fate = MemberFate.Discarded;
            return false;
        }

        Winner ??= (JoinHandle<T>)member.Task;
        // A winner makes up for the earlier failures, which is the purpose of a race.
        _faults.ForEach(static fault => fault.Observe());
        return true;
    }
}
