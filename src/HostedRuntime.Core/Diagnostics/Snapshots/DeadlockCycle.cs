namespace HostedRuntime.Diagnostics;

/// <summary>
/// A deadlock: each member waits for what the next one holds, and the last for what the first holds. It was seen twice with the same waits
/// and holders, so all members waited at the same time. A member that waits with a token can still be cancelled.
/// </summary>
/// <param name="Members">The tasks. One member waits for itself.</param>
public sealed record DeadlockCycle(IReadOnlyList<DeadlockMember> Members)
{
    /// <summary>Returns the members, each with its wait, in one sentence for a log.</summary>
    /// <returns>A text for people; its form may change.</returns>
    public override string ToString() => string.Join("; ", Members.Select(static member => member.ToString()));
}

/// <summary>A task in a deadlock.</summary>
/// <param name="Task">The task.</param>
/// <param name="Wants">The wait that does not end.</param>
/// <param name="HeldBy">The task that would have to end the wait: the next member.</param>
/// <param name="Runtime">The name of the runtime of the task. The members may belong to several.</param>
public sealed record DeadlockMember(TaskSnapshot Task, WaitSnapshot Wants, long HeldBy, string Runtime)
{
    /// <summary>Returns the task, its spawn site and its wait.</summary>
    /// <returns>A text for people; its form may change.</returns>
    public override string ToString()
        => $"{Task.Label}, spawned at {Task.Site}, waits for {Wanted}, which task {HeldBy} holds";

    private string Wanted => Wants.Resource is { } resource ? $"{resource} ({Wants.Purpose})" : Wants.Text;
}
