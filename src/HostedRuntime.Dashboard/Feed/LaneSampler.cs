using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Feed;

/// <summary>
/// Looks up to a hundred times a second which task each worker polls, until it is disposed. It lives only while a page shows the workers.
/// Thread-safe.
/// </summary>
internal sealed class LaneSampler : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(250);

    // With many workers, or on a slow machine, the looks are further apart, and never take more than this part.
    private const int MostTimeShare = 50;

    private static readonly SnapshotOptions s_options = new() { OnlyRunning = true, WithStacks = false };

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Runtime, int Worker), Lane> _lanes = [];
    private readonly Queue<double> _looks = [];
    private readonly IReadOnlyList<IRuntime> _runtimes;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private bool _isDisposed;

    public LaneSampler(IReadOnlyList<IRuntime> runtimes, TimeProvider clock)
    {
        (_runtimes, _clock) = (runtimes, clock);
        _timer = clock.CreateTimer(static sampler => ((LaneSampler)sampler!).Look(), this, s_period, Timeout.InfiniteTimeSpan);
    }

    public LaneView Read()
    {
        lock (_gate)
        {
            var now = _clock.SecondsNow();
            while (_looks.TryPeek(out var oldest) && oldest < now - 5)
                _looks.Dequeue();
            var rate = _looks.Count < 2 ? 0 : (_looks.Count - 1) / Math.Max(0.001, _looks.Last() - _looks.Peek());
            return new LaneView(rate, _lanes.ToDictionary(static entry => entry.Key, entry => entry.Value.Cells(now)));
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _isDisposed = true;
        _timer.Dispose();
    }

    private void Look()
    {
        var began = _clock.GetTimestamp();
        var seen = _runtimes.Where(static runtime => runtime.State != RuntimeState.Stopped).Select(static runtime => runtime.CaptureSnapshot(s_options)).ToList();
        lock (_gate)
        {
            if (_isDisposed)
                return;
            var now = _clock.SecondsNow();
            _looks.Enqueue(now);
            foreach (var snapshot in seen)
                Note(snapshot, now);
            var pause = _clock.GetElapsedTime(began) * MostTimeShare;
            _timer.Change(TimeSpan.FromTicks(Math.Clamp(pause.Ticks, s_period.Ticks, s_longestPause.Ticks)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Note(RuntimeSnapshot snapshot, double now)
    {
        var labels = snapshot.Tasks.ToDictionary(static task => task.Id, static task => task.Label());
        // A blocked thread that has lost its core has no lane. The lane is that of the thread that got the core.
        foreach (var worker in snapshot.Workers.Where(static worker => worker.Index >= 0))
        {
            if (!_lanes.TryGetValue((snapshot.Name, worker.Index), out var lane))
                _lanes[(snapshot.Name, worker.Index)] = lane = new Lane();
            lane.Add(now, worker.TaskId is { } id ? labels.GetValueOrDefault(id, $"task {id}") : null);
        }
    }
}
