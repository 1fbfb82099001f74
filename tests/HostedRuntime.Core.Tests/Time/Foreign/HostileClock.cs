namespace HostedRuntime.Tests.Time.Foreign;

/// <summary>The ways in which a clock is unfriendly to the code that uses it.</summary>
[Flags]
public enum Hostility
{
    None = 0,

    /// <summary>The time of a timer passes inside the call that sets it, and the callback comes before that call returns.</summary>
    FiresInside = 1,

    /// <summary>Callbacks come on a thread of their own, and the call that causes them returns after them.</summary>
    FiresOnAnotherThread = 2,

    /// <summary>Callbacks come under the lock that reading the clock takes.</summary>
    FiresUnderItsLock = 4,

    /// <summary>The callback comes twice too early: in the call that sets the timer, and at the next move of the clock.</summary>
    FiresEarly = 8,

    /// <summary>Callbacks come again after the timer was changed, has fired, or was disposed.</summary>
    FiresLate = 16,

    /// <summary>The time of day and the timestamps go back by an hour, again and again. Timers go on counting.</summary>
    StepsBack = 32,

    /// <summary>Timers drop fractions of a millisecond.</summary>
    DropsFractions = 64,
}

/// <summary>A clock that a test moves, as unfriendly as a TimeProvider may be. Thread-safe.</summary>
internal sealed class HostileClock(Hostility hostility, long frequency = TimeSpan.TicksPerSecond) : TimeProvider
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly List<HostileTimer> _timers = [];
    private TimeSpan _elapsed;
    private TimeSpan _behind;
    private int _moves;

    /// <summary>The time that has passed, without the steps back.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
                return _elapsed;
        }
    }

    /// <summary>The number of timers that were created and not disposed.</summary>
    public int LiveTimers
    {
        get
        {
            lock (_gate)
                return _timers.Count(static timer => !timer.IsDisposed);
        }
    }

    /// <summary>The exception that a timer throws when it is set; null if it throws none.</summary>
    public Exception? Failure { get; set; }

    public override long TimestampFrequency => frequency;

    public override long GetTimestamp()
    {
        lock (_gate)
            return (long)((Int128)(_elapsed - _behind + TimeSpan.FromDays(1)).Ticks * frequency / TimeSpan.TicksPerSecond);
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return DateTimeOffset.UnixEpoch + _elapsed - _behind;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HostileTimer(this, () => callback(state));
        lock (_gate)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        lock (_gate)
        {
            _elapsed += time;
            if (Is(Hostility.StepsBack) && ++_moves % 3 == 0)
                _behind += TimeSpan.FromHours(1);
        }

        Fire(timer => timer.TryTakeLocked());
    }

    private bool Is(Hostility kind) => (hostility & kind) != 0;

    private void Fire(Func<HostileTimer, bool> choose)
    {
        if (Is(Hostility.FiresUnderItsLock))
        {
            lock (_gate)
            {
                foreach (var timer in _timers.FindAll(new(choose)))
                    timer.Callback();
            }

            return;
        }

        List<HostileTimer> due;
        lock (_gate)
            due = _timers.FindAll(new(choose));
        foreach (var timer in due)
            Call(timer.Callback);
    }

    private void Call(Action callback)
    {
        if (!Is(Hostility.FiresOnAnotherThread))
        {
            callback();
            return;
        }

        var thread = new Thread(() => callback()) { IsBackground = true };
        thread.Start();
        if (!thread.Join(s_hang))
            throw new TimeoutException("The callback waits for a lock that is held by the thread that set the timer.");
    }

    private sealed class HostileTimer(HostileClock clock, Action callback) : ITimer
    {
        private TimeSpan? _due;
        private int _earlyFires = clock.Is(Hostility.FiresEarly) ? 2 : 0;
        private int _lateFires = clock.Is(Hostility.FiresLate) ? 5 : 0;

        public Action Callback => callback;

        public bool IsDisposed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isEarly = false;
            lock (clock._gate)
            {
                if (clock.Failure is { } failure)
                    throw failure;
                if (IsDisposed)
                    return false;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._elapsed + Whole(dueTime);
                if (_due is null)
                    return true;
                if (clock.Is(Hostility.FiresInside))
                    clock._elapsed = _due.Value;
                isEarly = _earlyFires == 2;
                if (isEarly)
                    _earlyFires--;
            }

            if (isEarly)
                clock.Call(callback);
            if (clock.Is(Hostility.FiresInside))
                clock.Fire(timer => timer == this && timer.TryTakeLocked());
            return true;
        }

        public bool TryTakeLocked()
        {
            if (!IsDisposed && _due is { } due && (due <= clock._elapsed || _earlyFires > 0))
            {
                if (due <= clock._elapsed)
                    _due = null;
                else
                    _earlyFires--;
                return true;
            }

            // The timer is disposed or no longer set. It may still fire, as if its callback had been delayed for long.
            return (IsDisposed || _due is null) && _lateFires-- > 0;
        }

        public void Dispose()
        {
            lock (clock._gate)
                IsDisposed = true;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private TimeSpan Whole(TimeSpan time) => clock.Is(Hostility.DropsFractions) ? TimeSpan.FromMilliseconds(Math.Truncate(time.TotalMilliseconds)) : time;
    }
}
