namespace HostedRuntime.Groups;

/// <summary>All members are needed: the first that fails has the others cancelled, and every failure is kept.</summary>
internal class FailFastGroup(TaskOwner owner, int maxConcurrency, string? name) : ScopedGroup(owner, maxConcurrency, name)
{
    private readonly List<Exception> _failures = [];

    /// <summary>In the order of the ends. To be read once all have ended.</summary>
    public IReadOnlyList<Exception> Failures => _failures;

    protected override string Kind => "AllAsync";

    protected sealed override bool HearLocked(GroupMember member, out CancelCause cause)
    {
        cause = CancelCause.Failure;
        if (member.Task.Fault is not { } fault)
            return false;
        var failure = fault.Observe();
        // A member that awaited another passes that one's exception on.
        if (!_failures.Exists(known => ReferenceEquals(known, failure)))
            _failures.Add(failure);
        return true;
    }
}
