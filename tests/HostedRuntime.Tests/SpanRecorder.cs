using System.Collections.Concurrent;
using System.Diagnostics;

namespace HostedRuntime.Tests;

/// <summary>Listens to the spans of one runtime, and keeps those that have ended.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly string _runtime;
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _ended = [];

    /// <param name="runtime">The name of the runtime.</param>
    /// <param name="sampling">The decision on each span.</param>
    /// <param name="onStarted">Called for each span that starts.</param>
    /// <param name="onStopped">Called for each span that stops.</param>
    public SpanRecorder(
        string runtime,
        Func<ActivitySamplingResult>? sampling = null,
        Action<Activity>? onStarted = null,
        Action<Activity>? onStopped = null)
    {
        _runtime = runtime;
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "HostedRuntime",
            Sample = (ref options) => !IsMine(options.Tags) ? ActivitySamplingResult.None : sampling?.Invoke() ?? ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity =>
            {
                if (IsMine(activity.TagObjects))
                    onStarted?.Invoke(activity);
            },
            ActivityStopped = activity =>
            {
                if (!IsMine(activity.TagObjects))
                    return;
                _ended.Enqueue(activity);
                onStopped?.Invoke(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The spans that have ended, in their order.</summary>
    public IReadOnlyList<Activity> Ended => [.. _ended];

    /// <summary>The only span that has ended.</summary>
    public Activity Only => Assert.Single(_ended);

    public Activity Of(string name) => Assert.Single(_ended, activity => activity.OperationName == name);

    public void Dispose() => _listener.Dispose();

    private bool IsMine(IEnumerable<KeyValuePair<string, object?>>? tags) => tags?.Any(tag => tag.Key == "hosted_runtime.name" && _runtime.Equals(tag.Value)) == true;
}
