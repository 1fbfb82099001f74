using System.Diagnostics.Metrics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Plugins;

/// <summary>
/// Reports how long the hooks of a start took, to the meter of the host's runtimes. Makes its instrument with the first hook, so that a
/// host without plugins has none. Thread-safe.
/// </summary>
/// <param name="factory">The meter factory of the host; null if it has none. Then nothing is reported.</param>
internal sealed class StartupHistogram(IMeterFactory? factory)
{
    // In seconds. From a hook that does nothing to a hook that waits for a database.
    private static readonly InstrumentAdvice<double> s_advice = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    private readonly Lock _gate = new();
    private Histogram<double>? _histogram;

    public void Record(string runtime, string plugin, PluginPhase phase, TimeSpan elapsed, Exception? failure)
    {
        if (factory is null)
            return;
        Histogram<double> histogram;
        lock (_gate)
            histogram = _histogram ??= Make(factory);
        if (!histogram.Enabled)
            return;
        var outcome = failure switch
        {
            null => "ok",
            OperationCanceledException => "canceled",
            _ => "faulted",
        };
        List<KeyValuePair<string, object?>> attributes =
        [
            new("hosted_runtime.name", runtime),
            new("hosted_runtime.plugin.name", plugin),
            new("hosted_runtime.plugin.phase", phase == PluginPhase.Initialize ? "initialize" : "setup"),
            new("hosted_runtime.outcome", outcome),
        ];
        if (outcome == "faulted")
            attributes.Add(new("error.type", failure!.GetType().FullName));
        histogram.Record(elapsed.TotalSeconds, attributes.ToArray());
    }

    private static Histogram<double> Make(IMeterFactory factory)
        => HostMeter.Of(factory).CreateHistogram("hosted_runtime.plugin.startup.duration", "s", "How long a hook of a plugin took at the start of its host.", tags: null, s_advice);
}
