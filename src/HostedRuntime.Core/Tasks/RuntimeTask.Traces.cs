using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;

namespace HostedRuntime;

// The span of a task, from its first poll to its end. docs/design/diagnostics/traces.md has the reasons.
public abstract partial class RuntimeTask
{
    /// <summary>Prepares the span of the task if it has a name, or if the spawner has an Activity that flows.</summary>
    /// <remarks>
    /// Called by the constructor if there is a listener. A method of its own, so that the constructor stays small.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PrepareSpan(in SpawnOptions options)
    {
        var hasFlow = !options.SuppressFlow && !ExecutionContext.IsFlowSuppressed();
        if ((options.Name is null && !(hasFlow && Activity.Current is not null)) || !Owner.TracesTasks)
            return;
        // The span takes the flow over. Then the first poll finds none, and looks for the span only in this case.
        Control.Span = new TaskSpan(_slot.TakeLent());
    }

    /// <summary>
    /// Begins the span, if the task has one. Called by the thread that has claimed the start, if no flow was lent: the flow is suppressed,
    /// or the span has it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BeginWithoutFlow()
    {
        if (_identity.Control?.Span is not { } span)
            return;
        var site = _identity.Site;
        span.Begin(new TaskSpanStart(Owner.Root.Probe.Runtime, TaskId, Name, IsBlocking, _identity.Rest.IsDetached.Read(), site.FileName, site.Line));
    }

    /// <summary>
    /// Ends the span, if there is one. Called once, before the joiners are notified, so that a joiner finds the span ended.
    /// </summary>
    private void EndSpan(TaskControl control)
    {
        if (control.Span is not { } span)
            return;
        control.Span = null;
        var outcome = _status switch
        {
            JoinStatus.Completed => "ok",
            JoinStatus.Canceled => "canceled",
            _ => "faulted",
        };
        span.End(new TaskSpanEnd(outcome, _state.Polls, _identity.Rest.IsDetached.Read(), Fault?.Exception));
    }
}
