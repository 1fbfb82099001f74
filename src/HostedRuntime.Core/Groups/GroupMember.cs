using HostedRuntime.Tasks;

namespace HostedRuntime.Groups;

/// <summary>Where a member is on its way.</summary>
internal enum MemberState
{
    /// <summary>In no list: not in yet, or out again.</summary>
    Outside,

    /// <summary>Not started: as many run as may.</summary>
    Waiting,

    /// <summary>Queued for its start, or started.</summary>
    Running,

    /// <summary>It ended, and nobody took its result yet.</summary>
    Ended,
}

/// <summary>What is to become of a member's end.</summary>
internal enum MemberFate
{
    /// <summary>Somebody is told.</summary>
    Told,

    /// <summary>Nobody is told, but the group still waits for it.</summary>
    Dropped,

    /// <summary>The group let go of it, and only counts its turn.</summary>
    Detached,
}

/// <summary>
/// A task's place in a group: a link of its lists, and the joiner that hears of its end. Not the task itself, so that a task of any kind can
/// be a member and those of no group have no room for it. The group's lock guards all but what is set once.
/// </summary>
internal class GroupMember(TaskGroup group, JoinHandle task) : IJoiner
{
    public GroupMember? Next, Previous;
    public MemberState State;
    public MemberFate Fate;

    public JoinHandle Task { get; } = task;

    /// <summary>False: it runs beside the limit.</summary>
    public bool TakesTurn { get; init; } = true;

    /// <summary>Tells the group, which observes or detaches a fault itself if it has no further use of it.</summary>
    public bool OnEnded()
    {
        group.OnEnded(this);
        return false;
    }
}
