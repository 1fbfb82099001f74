using System.Diagnostics;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// The span of a task that has started or will start. It begins at the first poll, in the ExecutionContext of the body. So the body and
/// all that it calls see it as <see cref="Activity.Current"/>. Used by one thread at a time.
/// </summary>
/// <remarks>
/// Callbacks of listeners are foreign code on a thread of the runtime. Their exceptions are dropped, as those of hooks are, because a task
/// must not fail by being watched.
/// </remarks>
/// <param name="flow">The spawner's ExecutionContext, in which the body runs; null if its flow is suppressed.</param>
internal sealed class TaskSpan(ExecutionContext? flow)
{
    private static readonly ContextCallback s_stop = static activity => Stop((Activity)activity!);

    private readonly long _spawnedAt = Stopwatch.GetTimestamp();
    private Activity? _activity;

    /// <summary>
    /// The spawner's ExecutionContext until the span begins. After that the body's, in which the span also ends. Null if none flows.
    /// </summary>
    private ExecutionContext? _flow = flow;

    /// <summary>The source of all spans of tasks. A spawn asks it for listeners, which is one branch.</summary>
    public static ActivitySource Source { get; } = new("HostedRuntime", typeof(TaskSpan).Assembly.GetName().Version?.ToString(3));

    /// <summary>
    /// Restores the spawner's flow, and begins the span in it, unless the listeners want none. Called by the first poll, before the body
    /// runs.
    /// </summary>
    /// <remarks>If the listeners want none, the body sees the Activity that it would see without listeners.</remarks>
    public void Begin(in TaskSpanStart start)
    {
        if (_flow is not null)
            ExecutionContext.Restore(_flow);
        var spawner = _flow is null ? null : Activity.Current;
        try
        {
            if (start.IsDetached && spawner is not null)
                Activity.Current = null;
            _activity = Source.CreateActivity(start.SpanName, ActivityKind.Internal, default(ActivityContext), TagsOf(start), LinksOf(start, spawner));
            _activity?.Start();
        }
        catch (Exception)
        {
            // A listener threw. If there is an Activity, it has been started, because its own code comes before the listener's.
        }

        if (_activity is not null)
            _flow = ExecutionContext.Capture();
        else if (_flow is not null)
            // Not by the spawner itself, because an Activity that has stopped cannot be made current again.
            ExecutionContext.Restore(_flow);
    }

    /// <summary>Ends the span, if it has begun. The Activity of the calling thread stays as it is.</summary>
    public void End(in TaskSpanEnd end)
    {
        if (_activity is not { } activity)
            return;
        try
        {
            if (activity.IsAllDataRequested)
                Describe(activity, end);
            // The thread may be in other code by now, which has completed the body's Task. To stop an Activity changes the current one.
            if (_flow is not null)
                ExecutionContext.Run(_flow, s_stop, activity);
            else
                Stop(activity);
        }
        catch (Exception)
        {
            // A listener threw. The task has its outcome.
        }
    }

    private static void Stop(Activity activity) => activity.Stop();

    private static void Describe(Activity activity, in TaskSpanEnd end)
    {
        activity.SetTag("hosted_runtime.task.polls", end.Polls);
        activity.SetTag("hosted_runtime.outcome", end.Outcome);
        if (end.IsDetached)
            activity.SetTag("hosted_runtime.task.detached", true);
        if (end.Fault is not { } fault)
            return;
        activity.SetTag("error.type", fault.GetType().FullName ?? fault.GetType().Name);
        activity.SetStatus(ActivityStatusCode.Error, fault.Message);
        activity.AddException(fault);
    }

    /// <summary>Returns what is known at the first poll, so that a sampler can decide by it.</summary>
    private KeyValuePair<string, object?>[] TagsOf(in TaskSpanStart start) =>
    [
        new(RuntimeProbe.NameKey, start.Runtime),
        new("hosted_runtime.worker.kind", start.IsBlocking ? "blocking" : "core"),
        new("hosted_runtime.task.id", start.Id),
        new("hosted_runtime.task.queue_time", Stopwatch.GetElapsedTime(_spawnedAt).TotalSeconds),
        new("code.file.path", start.File),
        new("code.line.number", start.Line),
    ];

    /// <summary>Links a detached task to its spawner. An Activity with an id of the old, hierarchical form cannot be linked to.</summary>
    private static ActivityLink[]? LinksOf(in TaskSpanStart start, Activity? spawner)
        => start.IsDetached && spawner is { IdFormat: ActivityIdFormat.W3C } ? [new ActivityLink(spawner.Context)] : null;
}
