using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Feed;

/// <summary>The events a second between two snapshots of a runtime. Immutable.</summary>
internal sealed class FrameRates
{
    private readonly RuntimeSnapshot _now;
    private readonly Dictionary<long, (double? Sent, double? Received)> _resources = [];
    private readonly Dictionary<int, double> _polls = [];

    /// <summary>Computes the rates.</summary>
    /// <param name="before">The earlier snapshot; null if there is none, and then no rate is known.</param>
    /// <param name="now">The later snapshot.</param>
    public FrameRates(RuntimeSnapshot? before, RuntimeSnapshot now)
    {
        _now = now;
        if (before is null || now.TakenAt <= before.TakenAt)
            return;
        var seconds = (now.TakenAt - before.TakenAt).TotalSeconds;
        for (var i = 0; i < Math.Min(now.Metrics.Workers.Count, before.Metrics.Workers.Count); i++)
            _polls[i] = (now.Metrics.Workers[i].Polls - before.Metrics.Workers[i].Polls) / seconds;
        var earlier = before.Resources.ToDictionary(static row => row.Resource.Id);
        foreach (var row in now.Resources)
        {
            if (earlier.TryGetValue(row.Resource.Id, out var old))
                _resources[row.Resource.Id] = ((row.Sent - old.Sent) / seconds, (row.Received - old.Received) / seconds);
        }
    }

    /// <summary>Returns the items that were sent and received a second; null if that is not known.</summary>
    public (double? Sent, double? Received) OfResource(long id) => _resources.GetValueOrDefault(id);

    /// <summary>Returns the polls of a worker a second; null if that is not known.</summary>
    public double? PollsOf(int worker) => _polls.TryGetValue(worker, out var polls) ? polls : null;

    /// <summary>Returns the figures of a worker since the start; null if there are none, as for a thread without a core.</summary>
    public WorkerMetrics? TotalsOf(int worker) => worker >= 0 && worker < _now.Metrics.Workers.Count ? _now.Metrics.Workers[worker] : null;
}
