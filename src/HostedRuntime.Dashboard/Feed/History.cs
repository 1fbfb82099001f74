using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Feed;

/// <summary>The last five minutes of a runtime's counters, a point a second. Caller holds the lock of the feed.</summary>
internal sealed class History(IRuntime runtime)
{
    /// <summary>The most points. At one point a second, five minutes.</summary>
    public const int MostPoints = 300;

    private readonly Queue<HistoryPoint> _points = new(MostPoints);
    private (RuntimeMetrics Metrics, double Time)? _before;

    public IRuntime Runtime => runtime;

    /// <summary>The newest point; null until the counters were read twice.</summary>
    public HistoryPoint? Newest { get; private set; }

    /// <summary>Returns the points, the oldest first.</summary>
    public IReadOnlyList<HistoryPoint> Points() => [.. _points];

    /// <summary>Reads the counters.</summary>
    /// <param name="time">The present time, in seconds since 1970.</param>
    public void Note(double time)
    {
        var metrics = runtime.Metrics;
        if (_before is var (before, at) && time > at)
        {
            var passed = time - at;
            var ended = metrics.SpawnedTasks - metrics.AliveTasks - (before.SpawnedTasks - before.AliveTasks);
            Newest = new HistoryPoint(
                time,
                metrics.AliveTasks,
                (metrics.SpawnedTasks - before.SpawnedTasks) / passed,
                Math.Max(0, ended) / passed,
                metrics.Workers.Count == 0 ? null : (PollsOf(metrics) - PollsOf(before)) / passed,
                TaskCounts.Of(metrics).Waiting);
            if (_points.Count == MostPoints)
                _points.Dequeue();
            _points.Enqueue(Newest);
        }

        _before = (metrics, time);
    }

    private static long PollsOf(RuntimeMetrics metrics) => metrics.Workers.Sum(static worker => worker.Polls);
}
