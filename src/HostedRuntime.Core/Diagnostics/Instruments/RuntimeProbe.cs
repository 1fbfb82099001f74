using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// Carries reports of the parts of a runtime to the instruments of its meter, under the runtime's name. Thread-safe, except for
/// <see cref="Stalls"/>.
/// </summary>
/// <param name="runtime">The runtime's name.</param>
/// <param name="instruments">The instruments; null if nothing is reported.</param>
internal sealed class RuntimeProbe(string runtime, MeterInstruments? instruments)
{
    /// <summary>The attribute with the runtime's name, which every measurement has.</summary>
    public const string NameKey = "hosted_runtime.name";

    private readonly KeyValuePair<string, object?> _name = new(NameKey, runtime);

    /// <summary>Reports nothing, for owners of tasks outside a runtime.</summary>
    public static RuntimeProbe None { get; } = new("", instruments: null);

    public string Runtime => runtime;

    /// <summary>True if a listener reads the times of sampled tasks.</summary>
    public bool ReadsTasks => instruments is not null && (instruments.QueueTime.Enabled || instruments.PollDuration.Enabled);

    /// <summary>True if a listener reads the times of blocking tasks.</summary>
    public bool ReadsBlocking => instruments is not null && (instruments.BlockingQueueTime.Enabled || instruments.BlockingDuration.Enabled);

    /// <summary>The number of polls that reached the stall threshold. Written by the watchdog's thread only; read by any.</summary>
    public long Stalls { get; set; }

    /// <summary>Records a timed poll.</summary>
    /// <param name="isBlocking">Whether a thread of the blocking pool ran it.</param>
    /// <param name="ready">When the task became ready, as a timestamp of Stopwatch.</param>
    /// <param name="began">When the poll began.</param>
    /// <param name="ended">When the poll ended.</param>
    public void RecordPoll(bool isBlocking, long ready, long began, long ended)
    {
        if (instruments is null)
            return;
        Record(isBlocking ? instruments.BlockingQueueTime : instruments.QueueTime, ready, began);
        Record(isBlocking ? instruments.BlockingDuration : instruments.PollDuration, began, ended);
    }

    /// <summary>Records how long a shutdown has drained.</summary>
    public void RecordDrain(TimeSpan elapsed) => instruments?.DrainDuration.Record(elapsed.TotalSeconds, _name);

    /// <summary>Counts the tasks that a shutdown has left running; zero makes the counter visible.</summary>
    public void CountAbandoned(int tasks) => instruments?.Abandoned.Add(tasks, _name);

    private void Record(Histogram<double> histogram, long from, long to)
    {
        if (histogram.Enabled)
            histogram.Record(Stopwatch.GetElapsedTime(from, to).TotalSeconds, _name);
    }
}
