using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Feed;

/// <summary>
/// Reads the counters of all runtimes once a second, and captures their snapshots while a page is open. All pages share a frame. There are
/// no queues: a page that comes late gets the newest frame. Thread-safe.
/// </summary>
internal sealed class DashboardFeed : IDisposable
{
    /// <summary>The most pages at the same time.</summary>
    public const int MostViewers = 8;

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    // With very many tasks a capture takes long. Then the next one comes later, so that captures take about this part at most.
    private const int MostTimeShare = 20;

    // A capture also takes long if the machine is busy. A page must not stand still for that.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    // A page that shows another view, or is loaded again, is away for a moment.
    private const int TicksToKeepPast = 60;

    // The gate is held for a few instructions, and the lock of captures while snapshots are captured. The latter is taken first.
    private readonly Lock _gate = new();
    private readonly Lock _capture = new();
    private readonly TimeProvider _clock;
    private readonly RuntimeList _runtimes;
    private readonly ProcessReader _process = new();
    private readonly List<Viewer> _open = new(MostViewers);
    private List<History>? _histories;
    private ProcessFigures _figures = ProcessFigures.None;
    private ITimer? _timer;
    private Frame? _latest;
    private TaskCompletionSource<Frame> _next = NewNext();
    private DelaySamples? _delays;
    private LaneSampler? _lanes;

    /// <summary>The facts that only a comparison of snapshots shows. Kept while a page is open.</summary>
    private Past? _past;
    private int _ticksUnwatched;
    private long _captureAgain;
    private long _seq;

    /// <summary>Guarded by the lock of captures.</summary>
    private bool _isDisposed;

    public DashboardFeed(RuntimeList runtimes, TimeProvider clock) => (_runtimes, _clock) = (runtimes, clock);

    /// <summary>The number of open pages.</summary>
    public int Viewers
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    /// <summary>The number of frames that were captured.</summary>
    public long Captures
    {
        get
        {
            lock (_gate)
                return _seq;
        }
    }

    /// <summary>The runtimes of the host.</summary>
    public IReadOnlyList<IRuntime> Runtimes => _runtimes.All;

    /// <summary>Begins to read the counters.</summary>
    public void Start()
    {
        // All runtimes are added by now. A tick may come while the container is disposed, and must not ask it then.
        _ = Runtimes;
        _timer ??= _clock.CreateTimer(static feed => ((DashboardFeed)feed!).Tick(), this, s_period, s_period);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        // Waits for the end of a running tick. A later tick does nothing.
        lock (_capture)
            _isDisposed = true;
        lock (_gate)
        {
            _delays?.Dispose();
            _lanes?.Dispose();
        }
    }

    /// <summary>Opens a page.</summary>
    /// <param name="needs">The figures that the page needs.</param>
    /// <param name="stream">
    /// The stream of the page. It takes the place of an earlier one of its tab, because the end of a stream may arrive here after the
    /// request for the next one. Null if it has no number.
    /// </param>
    /// <returns>The page. Null if there are <see cref="MostViewers"/> already, or if the tab has opened a later stream.</returns>
    public Viewer? TryJoin(ViewerNeeds needs, TabStream? stream = null)
    {
        var viewer = new Viewer(this, needs, stream);
        Viewer? replaced;
        lock (_gate)
        {
            replaced = stream is null ? null : _open.Find(other => other.Stream?.Tab == stream.Tab);
            // Requests can overtake each other too. The browser has given this one up.
            if (replaced?.Stream?.Number > stream?.Number || (replaced is null && _open.Count == MostViewers))
                return null;
            if (replaced is not null)
                _open.Remove(replaced);
            _open.Add(viewer);
            _delays ??= new DelaySamples();
            _past ??= new Past();
            if (needs.HasFlag(ViewerNeeds.Lanes))
                _lanes ??= new LaneSampler(Runtimes, _clock);
            EndUnneeded();
        }

        _ = replaced?.ReplaceAsync();
        return viewer;
    }

    /// <summary>Ends a page; see <see cref="Viewer.Dispose"/>.</summary>
    public void Leave(Viewer viewer)
    {
        lock (_gate)
        {
            if (_open.Remove(viewer))
                EndUnneeded();
        }
    }

    /// <summary>Returns the newest frame, or captures one if it is over a second old or lacks the stacks that are needed.</summary>
    public Frame Current(ViewerNeeds needs)
    {
        var withStacks = needs.HasFlag(ViewerNeeds.Stacks);
        lock (_capture)
        {
            Frame? latest;
            lock (_gate)
                latest = _latest;
            return latest is not null && latest.HasStacks | !withStacks && _clock.GetUtcNow() - latest.At is var age && age < s_period && age >= TimeSpan.Zero
                ? latest
                : Capture(withStacks);
        }
    }

    /// <summary>Waits until there is a later frame than that with the number, and returns the newest.</summary>
    public Task<Frame> NextAsync(long seq, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_latest is { } latest && latest.Seq > seq)
                return Task.FromResult(latest);
            return _next.Task.WaitAsync(ct);
        }
    }

    /// <summary>Does what is due each second.</summary>
    private void Tick()
    {
        // A tick that comes while another one captures is left out.
        if (!_capture.TryEnter())
            return;
        try
        {
            if (_isDisposed)
                return;
            var now = _clock.SecondsNow();
            _histories ??= [.. Runtimes.Select(static runtime => new History(runtime))];
            _histories.ForEach(history => history.Note(now));
            _figures = _process.Read(now);
            bool isWatched, withStacks;
            lock (_gate)
            {
                (isWatched, withStacks) = (_open.Count > 0, IsNeeded(ViewerNeeds.Stacks));
                _ticksUnwatched = isWatched ? 0 : _ticksUnwatched + 1;
                // A frame holds the rows of all tasks, so it is not kept once nobody looks. Nor is it compared with one of later.
                if (!isWatched)
                    _latest = null;
                if (_ticksUnwatched >= TicksToKeepPast)
                    _past = null;
            }

            if (isWatched && _clock.GetTimestamp() >= _captureAgain)
                Capture(withStacks);
        }
        finally
        {
            _capture.Exit();
        }
    }

    /// <summary>Captures a frame and gives it to the pages that wait. Caller holds the lock of captures.</summary>
    private Frame Capture(bool withStacks)
    {
        var began = _clock.GetTimestamp();
        var options = new SnapshotOptions { WithStacks = withStacks };
        Frame? before;
        DelaySamples? delays;
        LaneView? lanes;
        Past? past;
        int viewers;
        lock (_gate)
            (before, delays, lanes, past, viewers) = (_latest, _delays, _lanes?.Read(), _past, _open.Count);
        var runtimes = Runtimes.Select(runtime => Look(runtime, options, before, delays)).ToList();
        var at = _clock.GetUtcNow();
        foreach (var runtime in runtimes)
            past?.Note(SnapshotOf(before, runtime.Name), runtime.Snapshot, at);
        var took = _clock.GetElapsedTime(began);
        _captureAgain = _clock.GetTimestamp() + (long)(Math.Clamp((took * MostTimeShare - s_period).TotalSeconds, 0, s_longestPause.TotalSeconds) * _clock.TimestampFrequency);
        lock (_gate)
        {
            var frame = new Frame(++_seq, at, runtimes, _figures, withStacks)
            {
                Viewers = viewers,
                Took = took,
                Lanes = lanes,
                Ended = past?.Ended.Read(at) ?? [],
                Stalls = past?.Stalls.Read() ?? [],
            };
            _latest = frame;
            var waiting = _next;
            _next = NewNext();
            waiting.SetResult(frame);
            return frame;
        }
    }

    /// <summary>Ends what no open page needs. Caller holds the gate.</summary>
    private void EndUnneeded()
    {
        if (!IsNeeded(ViewerNeeds.Lanes))
        {
            _lanes?.Dispose();
            _lanes = null;
        }

        if (_open.Count == 0)
        {
            _delays?.Dispose();
            _delays = null;
        }
    }

    private bool IsNeeded(ViewerNeeds needs) => _open.Exists(viewer => viewer.Needs.HasFlag(needs));

    private RuntimeFrame Look(IRuntime runtime, SnapshotOptions options, Frame? before, DelaySamples? delays)
    {
        var snapshot = runtime.CaptureSnapshot(options);
        var rates = new FrameRates(SnapshotOf(before, runtime.Name), snapshot);
        return new RuntimeFrame(snapshot, rates, delays?.Read(runtime.Name), _histories?.Find(history => history.Runtime == runtime)?.Points() ?? []);
    }

    private static RuntimeSnapshot? SnapshotOf(Frame? frame, string runtime) => frame?.Runtimes.FirstOrDefault(found => found.Name == runtime)?.Snapshot;

    private static TaskCompletionSource<Frame> NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Past
    {
        public EndedTasks Ended { get; } = new();

        public StallList Stalls { get; } = new();

        public void Note(RuntimeSnapshot? before, RuntimeSnapshot now, DateTimeOffset at)
        {
            Ended.Note(before, now, at);
            Stalls.Note(now, at);
        }
    }
}
