using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace HostedRuntime.Tests;

/// <summary>Listens to the meters "HostedRuntime" that a test chooses, and keeps what they report.</summary>
internal sealed class MeterReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Reading> _recorded = [];

    /// <summary>The readings of the present call of <see cref="Read"/>. Filled on its thread.</summary>
    private readonly List<Reading> _observed = [];

    /// <param name="isMine">Whether to listen to a meter of that name.</param>
    /// <param name="isWanted">Whether to listen to an instrument, by its name; all of them if null.</param>
    public MeterReader(Func<Meter, bool> isMine, Func<string, bool>? isWanted = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != "HostedRuntime" || !isMine(instrument.Meter))
                return;
            lock (Instruments)
                Instruments.Add(instrument);
            if (isWanted?.Invoke(instrument.Name) != false)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, attributes, _) => Add(instrument, value, attributes));
        _listener.SetMeasurementEventCallback<double>((instrument, value, attributes, _) => Add(instrument, value, attributes));
        _listener.Start();
    }

    /// <summary>The instruments of these meters, listened to or not. Locked on itself.</summary>
    public List<Instrument> Instruments { get; } = [];

    /// <summary>Reads an observable instrument now.</summary>
    public List<Reading> Read(string instrument)
    {
        lock (_observed)
        {
            _observed.Clear();
            _listener.RecordObservableInstruments();
            return [.. _observed.Where(reading => reading.Instrument == instrument)];
        }
    }

    /// <summary>Reads the one measurement of an observable instrument that has these attributes, next to the runtime's name.</summary>
    public double Value(string instrument, params (string Key, string Value)[] attributes)
        => Assert.Single(Read(instrument), reading => reading.Has(attributes)).Value;

    /// <summary>Returns what was recorded by an instrument that is not observable.</summary>
    public List<Reading> Recorded(string instrument) => [.. _recorded.Where(reading => reading.Instrument == instrument)];

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        var reading = new Reading(instrument.Name, value, attributes.ToArray().ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value));
        if (instrument.IsObservable)
            _observed.Add(reading);
        else
            _recorded.Enqueue(reading);
    }
}

/// <summary>A measurement.</summary>
internal sealed record Reading(string Instrument, double Value, Dictionary<string, string?> Attributes)
{
    public string? Runtime => Attributes.GetValueOrDefault("hosted_runtime.name");

    /// <summary>Returns whether the attributes, apart from the name of the runtime, are these and no others.</summary>
    public bool Has((string Key, string Value)[] attributes)
        => Attributes.Count == attributes.Length + 1 && Runtime is not null && attributes.All(pair => Attributes.GetValueOrDefault(pair.Key) == pair.Value);
}
