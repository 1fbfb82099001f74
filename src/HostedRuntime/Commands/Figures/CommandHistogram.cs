using System.Diagnostics.Metrics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Commands;

/// <summary>
/// Reports how long the calls of commands took, to the meter of the host's runtimes. Makes its instrument with the first call, so that a
/// host without commands has none. Thread-safe.
/// </summary>
/// <param name="factory">The meter factory of the host; null if it has none. Then nothing is reported.</param>
internal sealed class CommandHistogram(IMeterFactory? factory)
{
    // In seconds. From a command that only looks something up to one that waits for another service.
    private static readonly InstrumentAdvice<double> s_advice = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Lazy<Histogram<double>?> _histogram = new(() => factory is null ? null : Make(factory));

    public void Record(Command command, TimeSpan duration, Exception? failure)
    {
        if (_histogram.Value is not { Enabled: true } histogram)
            return;
        var outcome = failure switch
        {
            null => "ok",
            OperationCanceledException => "canceled",
            _ => "faulted",
        };
        List<KeyValuePair<string, object?>> attributes =
        [
            new("hosted_runtime.name", command.Runtime),
            new("hosted_runtime.command.name", command.Name.ToString()),
            new("hosted_runtime.outcome", outcome),
        ];
        if (outcome == "faulted")
            attributes.Add(new("error.type", (failure!.InnerException ?? failure).GetType().FullName));
        histogram.Record(duration.TotalSeconds, attributes.ToArray());
    }

    private static Histogram<double> Make(IMeterFactory factory)
        => HostMeter.Of(factory).CreateHistogram("hosted_runtime.command.duration", "s", "How long a call of a command took, with its scope.", tags: null, s_advice);
}
