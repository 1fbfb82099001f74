using System.Diagnostics.Metrics;

namespace Concepts.Diagnostics;

/// <summary>Reads how many tasks of a runtime have not ended, for example for a page about the state of a service.</summary>
public sealed class ActiveTasks : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public ActiveTasks(string runtime)
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "HostedRuntime", Name: "hosted_runtime.task.active" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, attributes, _) =>
        {
            if (attributes.Contains(new("hosted_runtime.name", runtime)))
                _count = count;
        });
        _listener.Start();
    }

    public long Read()
    {
        _listener.RecordObservableInstruments();
        return _count;
    }

    public void Dispose() => _listener.Dispose();
}
