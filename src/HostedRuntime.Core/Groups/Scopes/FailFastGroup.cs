namespace HostedRuntime.Groups;

/// <summary>A group whose members are all needed. The first member that fails cancels the others, and every failure is kept.</summary>
internal class FailFastGroup(TaskOwner owner, int maxConcurrency, string? name) : CancellableGroup(owner, maxConcurrency, name)
{
    private readonly List<Exception> _failures = [];

    /// <summary>The failures, in the order in which the members ended. Valid once all members have ended.</summary>
    public IReadOnlyList<Exception> Failures => _failures;

    protected override string Kind => "AllAsync";

    protected sealed override bool OnMemberEndedLocked(GroupMember member, out CancelCause cause)
    {
        cause = CancelCause.Failure;
        if (member.Task.Fault is not { } fault)
            return false;
        var failure = fault.Observe();
        // A member that awaited another member fails with the same exception object.
        if (!_failures.Exists(known => ReferenceEquals(known, failure)))
            _failures.Add(failure);
        return true;
    }
}
