using HostedRuntime.Atomics;

namespace HostedRuntime.Groups;

/// <summary>
/// The tasks of a <see cref="TaskScope"/>: its body and its children. The body is a member too, so that a failing child can abort it. The
/// body's token is the scope's token.
/// </summary>
internal sealed class TaskScopeGroup(TaskOwner owner, int maxConcurrency, string? name) : FailFastGroup(owner, maxConcurrency, name)
{
    private readonly List<CancellationTokenSource> _links = [];
    private JoinHandle? _body;
    private ITimer? _deadline;

    /// <summary>The token of the body. It stays the scope's token if the body has ended before its children.</summary>
    public CancellationToken Token
    {
        get
        {
            // Makes the token source first and then reads the cause. The canceller writes the cause first and then fires the token. So
            // either we see the cause, or the canceller sees our source. The lock around the cause orders the steps.
            var token = _body!.CancellationToken;
            if (Cause != CancelCause.None)
                CancelTokenOfEnded();
            return token;
        }
    }

    public void Begin(JoinHandle body, TimeSpan? deadline, TimeProvider clock)
    {
        _body = body;
        if (deadline is { } due)
            _deadline = clock.CreateTimer(static group => ((TaskScopeGroup)group!).Cancel(CancelCause.Deadline), this, due, Timeout.InfiniteTimeSpan);
        Admit(new GroupMember(this, body) { TakesPermit = false });
        Seal();
    }

    /// <summary>Returns a token that fires with the scope's token or the other one. Its source is disposed with the scope.</summary>
    public CancellationToken Link(CancellationToken other)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(Token, other);
        using (Gate.Hold())
        {
            if (CheckOpenLocked() is not { } finished)
            {
                _links.Add(source);
                return source.Token;
            }

            source.Dispose();
            throw finished;
        }
    }

    /// <summary>
    /// Disposes the timer and the links. Called when all members have ended, so that no clock or token refers to the group any more.
    /// </summary>
    public void Close()
    {
        _deadline?.Dispose();
        foreach (var link in _links)
            link.Dispose();
    }

    protected override string Kind => "TaskScope";

    protected override string Members
    {
        get
        {
            var hasBody = _body?.IsEnded == false;
            var children = Math.Max(0, Attached - (hasBody ? 1 : 0));
            return $"{(hasBody ? "its body and " : "")}{children} {(children == 1 ? "child" : "children")}";
        }
    }

    protected override void AbortMembers()
    {
        base.AbortMembers();
        CancelTokenOfEnded();
    }

    private void CancelTokenOfEnded()
    {
        if (_body!.IsEnded)
            _body.CancelToken();
    }
}
