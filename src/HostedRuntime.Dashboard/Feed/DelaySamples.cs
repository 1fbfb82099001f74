using System.Diagnostics.Metrics;

namespace HostedRuntime.Dashboard.Feed;

/// <summary>
/// The times that ready tasks waited for a worker, out of the meter of the runtimes. It listens until it is disposed, so it lives only
/// while a page is open. Thread-safe.
/// </summary>
internal sealed class DelaySamples : IDisposable
{
    private const string Instrument = "hosted_runtime.task.queue_time";
    private const string NameKey = "hosted_runtime.name";

    /// <summary>How many of the newest samples of a runtime count.</summary>
    private const int Most = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<double>> _samples = [];
    private readonly MeterListener _listener = new();

    public DelaySamples()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "HostedRuntime", Name: Instrument })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Add(tags, seconds));
        _listener.Start();
    }

    /// <summary>Returns the median and the 99th percentile, in seconds. Null if no task of the runtime was timed.</summary>
    public (double P50, double P99)? Read(string runtime)
    {
        double[] sorted;
        lock (_gate)
        {
            if (!_samples.TryGetValue(runtime, out var samples))
                return null;
            sorted = [.. samples];
        }

        Array.Sort(sorted);
        return (sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)]);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags, double seconds)
    {
        foreach (var (key, value) in tags)
        {
            if (key != NameKey || value is not string runtime)
                continue;
            lock (_gate)
            {
                if (!_samples.TryGetValue(runtime, out var samples))
                    _samples[runtime] = samples = new Queue<double>(Most);
                if (samples.Count == Most)
                    samples.Dequeue();
                samples.Enqueue(seconds);
            }
        }
    }
}
