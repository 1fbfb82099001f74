using System.Diagnostics.Metrics;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// The instruments of a meter that code writes to as it goes: histograms, and a counter. All runtimes of the meter share them. The other
/// instruments read counters when a listener asks. Thread-safe.
/// </summary>
internal sealed class MeterInstruments(Meter meter)
{
    /// <summary>
    /// One ready task in this number is timed, on average. A timed poll takes three readings of the clock and two records, as long as five
    /// spawns. With 128 a reader cost a spawn 7 %.
    /// </summary>
    public const int SampleInterval = 512;

    // In seconds. From a wake of a worker, some microseconds, to a stall; three steps for each power of ten.
    private static readonly InstrumentAdvice<double> s_tasks = new()
    {
        HistogramBucketBoundaries = [0.000_001, 0.000_002, 0.000_005, 0.000_01, 0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
    };

    // In seconds. A blocking body waits for a disk or a peer.
    private static readonly InstrumentAdvice<double> s_blocking = new()
    {
        HistogramBucketBoundaries = [0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60],
    };

    // In seconds. Hosts give 30 s for a stop.
    private static readonly InstrumentAdvice<double> s_shutdown = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 10, 15, 20, 30, 60],
    };

    public Histogram<double> QueueTime { get; } = meter.CreateHistogram(
        "hosted_runtime.task.queue_time", "s", $"The time that a ready task waited for its poll. Sampled: on average one ready task in {SampleInterval}.", tags: null, s_tasks);

    public Histogram<double> PollDuration { get; } = meter.CreateHistogram(
        "hosted_runtime.task.poll.duration", "s", $"The length of a poll on a worker. Sampled: on average one ready task in {SampleInterval}.", tags: null, s_tasks);

    public Histogram<double> BlockingQueueTime { get; } = meter.CreateHistogram(
        "hosted_runtime.blocking.queue_time", "s", "The time that a blocking task waited for a thread of the blocking pool.", tags: null, s_blocking);

    public Histogram<double> BlockingDuration { get; } = meter.CreateHistogram(
        "hosted_runtime.blocking.duration", "s", "How long a blocking task kept its thread.", tags: null, s_blocking);

    public Histogram<double> DrainDuration { get; } = meter.CreateHistogram(
        "hosted_runtime.shutdown.drain.duration", "s", "How long a shutdown waited for tasks to end by themselves.", tags: null, s_shutdown);

    public Counter<long> Abandoned { get; } = meter.CreateCounter<long>(
        "hosted_runtime.shutdown.abandoned", "{task}", "Tasks that ignored the abort of a shutdown and outlasted their runtime.");
}
