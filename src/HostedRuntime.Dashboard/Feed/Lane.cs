namespace HostedRuntime.Dashboard.Feed;

/// <summary>Gathers the samples of one worker in cells of half a second, for half a minute. Not thread-safe.</summary>
internal sealed class Lane
{
    public const double CellSeconds = 0.5;
    public const double Seconds = 30;

    private readonly Queue<LaneCell> _cells = [];
    private readonly Dictionary<string, int> _seen = [];
    private int _samples;
    private long _cell;

    /// <summary>Adds a sample.</summary>
    /// <param name="time">When it was taken, in seconds since 1970. Not before an earlier sample.</param>
    /// <param name="task">The name or number of the task that the worker polls; null if it polls none.</param>
    public void Add(double time, string? task)
    {
        var cell = (long)Math.Floor(time / CellSeconds);
        if (cell != _cell)
            Close();
        _cell = cell;
        _samples++;
        if (task is not null)
            _seen[task] = _seen.GetValueOrDefault(task) + 1;
    }

    /// <summary>Returns the closed cells that are not older than half a minute. Neighbours of the same task and load are one.</summary>
    public IReadOnlyList<LaneCell> Cells(double now)
    {
        while (_cells.TryPeek(out var oldest) && oldest.To < now - Seconds)
            _cells.Dequeue();
        var merged = new List<LaneCell>();
        foreach (var cell in _cells)
        {
            if (merged is [.., var last] && last.To == cell.From && last.Task == cell.Task && last.Busy == cell.Busy)
                merged[^1] = last with { To = cell.To };
            else
                merged.Add(cell);
        }

        return merged;
    }

    private void Close()
    {
        if (_seen.Count > 0)
        {
            var most = _seen.MaxBy(static entry => entry.Value).Key;
            // Rounded, so that neighbours with almost the same load are one cell.
            var busy = Math.Round(Math.Min(1, _seen.Values.Sum() / (double)_samples), 1);
            _cells.Enqueue(new LaneCell(_cell * CellSeconds, (_cell + 1) * CellSeconds, most, Math.Max(0.1, busy)));
        }

        _seen.Clear();
        _samples = 0;
    }
}
