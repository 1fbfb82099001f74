using HostedRuntime.Tasks;

namespace HostedRuntime.Groups;

/// <summary>The state of a member in its group.</summary>
internal enum MemberState
{
    /// <summary>In no list, because it was not added yet or has been removed.</summary>
    Outside,

    /// <summary>Not started, because as many members run as the limit allows.</summary>
    Waiting,

    /// <summary>Queued for its start, or started.</summary>
    Running,

    /// <summary>Ended, and its result was not taken yet.</summary>
    Ended,
}

/// <summary>How the group handles the end of a member.</summary>
internal enum MemberFate
{
    /// <summary>The end is reported to the user of the group.</summary>
    Delivered,

    /// <summary>The end is not reported, but the group still waits for it.</summary>
    Discarded,

    /// <summary>The group no longer waits for the member, and only counts its turn.</summary>
    Detached,
}

/// <summary>
/// The membership of a task in a group: a link of the group's lists, and the joiner that is notified when the task ends. The group's lock
/// guards everything except fields that are set once.
/// </summary>
/// <remarks>
/// It is not the task itself. So tasks of any kind can be members, and tasks of no group need no fields for it.
/// </remarks>
internal class GroupMember(TaskGroup group, JoinHandle task) : IJoiner
{
    public GroupMember? Next, Previous;
    public MemberState State;
    public MemberFate Fate;

    public JoinHandle Task { get; } = task;

    /// <summary>False if the member runs in addition to the limit.</summary>
    public bool TakesPermit { get; init; } = true;

    GroupView? IJoiner.Group => group.View;

    /// <summary>Notifies the group. If the group has no further use of a fault, it observes or detaches the fault itself.</summary>
    public bool OnEnded()
    {
        group.OnEnded(this);
        return false;
    }
}
