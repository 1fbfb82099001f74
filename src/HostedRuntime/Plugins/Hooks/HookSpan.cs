using System.Diagnostics;

namespace HostedRuntime.Plugins;

/// <summary>
/// The span of a hook that runs off the runtime, with the tags that the span of a task has. A hook on the runtime is a task, which the
/// engine traces.
/// </summary>
internal static class HookSpan
{
    // A source of the same name and version as the engine's: listeners choose sources by their names.
    private static readonly ActivitySource s_source = new("HostedRuntime", typeof(IRuntime).Assembly.GetName().Version?.ToString(3));

    /// <summary>Runs the hook in its span, if a listener wants one.</summary>
    /// <param name="runtime">The name of the runtime that could not run the hook.</param>
    /// <param name="name">The name of the hook's task.</param>
    /// <param name="hook">The hook.</param>
    public static async Task RunAsync(string runtime, string name, Func<Task> hook)
    {
        using var span = Begin(runtime, name);
        try
        {
            await hook().ConfigureAwait(false);
            span?.SetTag("hosted_runtime.outcome", "ok");
        }
        catch (Exception e)
        {
            Describe(span, e);
            throw;
        }
    }

    private static Activity? Begin(string runtime, string name)
    {
        if (!s_source.HasListeners())
            return null;
        // Not a child of the start or the stop of the host, as on the runtime.
        Activity.Current = null;
        return s_source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), [new("hosted_runtime.name", runtime)]);
    }

    private static void Describe(Activity? span, Exception failure)
    {
        if (span is null)
            return;
        if (failure is OperationCanceledException)
        {
            span.SetTag("hosted_runtime.outcome", "canceled");
            return;
        }

        span.SetTag("hosted_runtime.outcome", "faulted");
        span.SetTag("error.type", failure.GetType().FullName);
        span.SetStatus(ActivityStatusCode.Error, failure.Message);
        span.AddException(failure);
    }
}
