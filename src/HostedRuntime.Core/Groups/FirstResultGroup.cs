using HostedRuntime.Tasks;

namespace HostedRuntime.Groups;

/// <summary>One member is enough: the first that returns has the others cancelled.</summary>
internal sealed class FirstResultGroup<T>(TaskOwner owner) : ScopedGroup(owner, int.MaxValue, name: null)
{
    private readonly List<TaskFault> _faults = [];

    /// <summary>The first that returned, if one did. To be read once all have ended.</summary>
    public JoinHandle<T>? Winner { get; private set; }

    /// <summary>What those threw that failed before anyone had won. To be read once all have ended.</summary>
    public IReadOnlyList<Exception> Failures => _faults.ConvertAll(static fault => fault.Observe());

    /// <summary>The race was cancelled, and its outcome is that: what failed before is seen by nobody. To be called once all have ended.</summary>
    public void Abandon() => _faults.ForEach(static fault => fault.Report());

    protected override string Kind => "RaceAsync";

    protected override bool HearLocked(GroupMember member, out CancelCause cause)
    {
        cause = CancelCause.Victory;
        if (member.Task.Fault is { } fault)
        {
            // Nobody asked for what a loser throws in its cleanup: that is an unhandled fault.
            if (Winner is null)
                _faults.Add(fault);
            else
                member.Fate = MemberFate.Dropped;
            return false;
        }

        Winner ??= (JoinHandle<T>)member.Task;
        // What it was there for: a failure that another one made good.
        _faults.ForEach(static fault => fault.Observe());
        return true;
    }
}
