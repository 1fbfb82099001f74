using System.Threading.Tasks.Sources;

namespace HostedRuntime.Waiting;

/// <summary>Where the code after an await goes on. For an await that needs several waits.</summary>
/// <param name="target">See <see cref="ResumeTarget"/>.</param>
/// <param name="flow">The context to run the code in, or null.</param>
internal readonly struct ResumePlace(object? target, ExecutionContext? flow)
{
    public object? Target => target;

    public ExecutionContext? Flow => flow;

    /// <summary>Chooses the place for an await on this thread.</summary>
    public static ResumePlace Of(ValueTaskSourceOnCompletedFlags flags) => new(
        ResumeTarget.Choose((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0),
        (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null);

    /// <summary>Returns whether code of the other place may run where code of this place runs.</summary>
    public bool IsSame(ResumePlace other) => ReferenceEquals(Target, other.Target) && ReferenceEquals(Flow, other.Flow);

    /// <summary>Schedules the code.</summary>
    public void Dispatch(Action<object?> continuation, object? state) => ResumeTarget.Dispatch(Target, continuation, state, Flow);
}
