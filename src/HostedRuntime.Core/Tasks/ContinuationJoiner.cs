using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>An awaiter's continuation and where it goes on.</summary>
internal sealed class ContinuationJoiner : Joiner
{
    private readonly object? _target;
    private readonly Action _continuation;
    private readonly ExecutionContext? _flow;

    private ContinuationJoiner(Action continuation, ExecutionContext? flow)
    {
        _target = ResumeTarget.Choose(useSchedulingContext: true);
        _continuation = continuation;
        _flow = flow;
    }

    public static void Join(RuntimeTask task, Action continuation, ExecutionContext? flow)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        var joiner = new ContinuationJoiner(continuation, flow);
        if (!task.TryJoin(joiner))
            joiner.OnEnded();
    }

    public override void OnEnded() => ResumeTarget.Dispatch(_target, _continuation, _flow);
}
