using System.Diagnostics.Metrics;

namespace HostedRuntime.Benchmarks.SideBySide;

/// <summary>Reads every instrument of the runtimes once a second, as a metrics exporter does.</summary>
internal sealed class MetricsReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Timer _timer;
    private double _sum;
    private long _count;

    public MetricsReader()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "HostedRuntime")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Add(value));
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => Add(value));
        _listener.Start();
        _timer = new Timer(static reader => ((MetricsReader)reader!)._listener.RecordObservableInstruments(), this, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Dispose()
    {
        _timer.Dispose();
        _listener.Dispose();
        Console.Error.WriteLine($"The reader got {_count} measurements, with a sum of {_sum}.");
    }

    /// <summary>Keeps something of each measurement. Several threads may lose one to each other, which a benchmark does not mind.</summary>
    private void Add(double value)
    {
        _sum += value;
        _count++;
    }
}
