using HostedRuntime.Atomics;

namespace HostedRuntime.Groups;

/// <summary>
/// The tasks of a <see cref="TaskScope"/>: its body and its children. The body is a task like the others, so that a failing child can abort
/// it; its token is the scope's.
/// </summary>
internal sealed class ScopeGroup(TaskOwner owner, int maxConcurrency, string? name) : FailFastGroup(owner, maxConcurrency, name)
{
    private readonly List<CancellationTokenSource> _links = [];
    private JoinHandle? _body;
    private ITimer? _deadline;

    /// <summary>The token of the body, which goes on to be the scope's when the body has ended before its children.</summary>
    public CancellationToken Token
    {
        get
        {
            // Made first and asked then, as the canceller notes the cause first and fires then: one of the two finds the other. The lock orders them.
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
            _deadline = clock.CreateTimer(static group => ((ScopeGroup)group!).Cancel(CancelCause.Deadline), this, due, Timeout.InfiniteTimeSpan);
        Admit(new GroupMember(this, body) { TakesTurn = false });
        Seal();
    }

    /// <summary>A source that is disposed of with the scope.</summary>
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

    /// <summary>All have ended: nothing outside points here any more.</summary>
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
