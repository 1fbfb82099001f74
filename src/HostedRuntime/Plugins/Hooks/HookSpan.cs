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

    /// <summary>Runs the hook in its span, if a listener wants one. Called with a suppressed flow, so the span is a root.</summary>
    /// <param name="runtime">The name of the runtime that could not run the hook.</param>
    /// <param name="name">The name of the hook's task.</param>
    /// <param name="hook">The hook.</param>
    public static async Task RunAsync(string runtime, string name, Func<Task> hook)
    {
        var span = Begin(runtime, name);
        try
        {
            await hook().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End(span, e);
            throw;
        }

        End(span, failure: null);
    }

    private static Activity? Begin(string runtime, string name)
    {
        Activity? span = null;
        try
        {
            span = s_source.CreateActivity(name, ActivityKind.Internal, default(ActivityContext), [new("hosted_runtime.name", runtime)]);
            span?.Start();
        }
        catch (Exception)
        {
            // A listener threw. The hook must run nevertheless.
        }

        return span;
    }

    private static void End(Activity? span, Exception? failure)
    {
        if (span is null)
            return;
        try
        {
            Describe(span, failure);
            span.Stop();
        }
        catch (Exception)
        {
            // A listener threw. The hook has its outcome.
        }
    }

    private static void Describe(Activity span, Exception? failure)
    {
        span.SetTag("hosted_runtime.outcome", failure switch
        {
            null => "ok",
            OperationCanceledException => "canceled",
            _ => "faulted",
        });
        if (failure is null or OperationCanceledException)
            return;
        span.SetTag("error.type", failure.GetType().FullName);
        span.SetStatus(ActivityStatusCode.Error, failure.Message);
        span.AddException(failure);
    }
}
