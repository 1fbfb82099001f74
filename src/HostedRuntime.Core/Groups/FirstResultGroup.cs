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

    protected override bool HearLocked(JoinHandle task, out CancelCause cause)
    {
        cause = CancelCause.Victory;
        if (task.Fault is { } fault)
        {
            // What a loser throws in its cleanup nobody asked for: it stays unobserved, and is reported as such.
            if (Winner is null)
                _faults.Add(fault);
            return false;
        }

        Winner ??= (JoinHandle<T>)task;
        // What it was there for: a failure that another one made good.
        _faults.ForEach(static fault => fault.Observe());
        return true;
    }
}
