using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// A foreign clock that stands still except where a thread of the model moves it. A timer counts from the moment at which it is set. It
/// fires on the thread that moves the clock to its time, or inside the call that sets it if it is due at once.
/// </summary>
/// <param name="hidesMoves">
/// True for the variant that is broken on purpose: the first reading after a timer was set repeats the previous reading.
/// </param>
internal sealed class MovedClock(bool hidesMoves) : TimeProvider
{
    private readonly List<Timer> _set = [];
    private long _lastReading;
    private bool _isJustSet;

    /// <summary>The time. Reading this property is not a step of the model.</summary>
    public long Time { get; private set; } = 1;

    /// <summary>The number of timers that were created and not disposed.</summary>
    public int LiveTimers { get; private set; }

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp()
    {
        Point();
        if (hidesMoves && _isJustSet)
        {
            _isJustSet = false;
            return _lastReading;
        }

        return _lastReading = Time;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        LiveTimers++;
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void MoveTo(long time)
    {
        Point();
        Time = time;
        var due = _set.FindAll(timer => timer.Due <= time);
        _set.RemoveAll(due.Contains);
        due.ForEach(static timer => timer.Callback());
    }

    // Another thread may run between two operations of the clock. Each operation is atomic, as if under a lock of the clock.
    private static void Point()
    {
        if (ModelThread.Current is { } thread)
            thread.Execution.Point(thread);
    }

    private sealed class Timer(MovedClock clock, Action callback) : ITimer
    {
        private bool _isDisposed;

        public long Due { get; private set; }

        public Action Callback => callback;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Point();
            if (_isDisposed)
                return false;
            clock._isJustSet = true;
            clock._set.Remove(this);
            Due = clock.Time + (long)dueTime.TotalMilliseconds;
            if (Due <= clock.Time)
                callback();
            else
                clock._set.Add(this);
            return true;
        }

        public void Dispose()
        {
            if (!_isDisposed)
                clock.LiveTimers--;
            _isDisposed = true;
            clock._set.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
