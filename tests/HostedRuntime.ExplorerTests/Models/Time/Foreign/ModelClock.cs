namespace HostedRuntime.Models;

/// <summary>
/// A foreign clock that moves on at each reading. Its timers fire inside the call that sets them, or when the schedule lets the model's
/// thread run. That may be before their time, after it, or after they were changed or disposed.
/// </summary>
internal sealed class ModelClock(bool firesInline) : TimeProvider
{
    private readonly Queue<Action> _due = [];
    private long _time = 1;

    private bool FiresInline => firesInline;

    /// <summary>The number of timers that were created and not disposed.</summary>
    public int LiveTimers { get; private set; }

    /// <summary>The time, without a reading that moves it on.</summary>
    public long Time => _time;

    public override long TimestampFrequency => 1000;

    /// <summary>True if a timer was set and its callback has not run.</summary>
    public bool IsSet => _due.Count > 0;

    public override long GetTimestamp() => ++_time;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        LiveTimers++;
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs the callback of the timer that was set first.</summary>
    public void Fire() => _due.Dequeue()();

    private sealed class Timer(ModelClock clock, Action callback) : ITimer
    {
        private bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // Other threads may run between the reading of the clock and this call.
            global::System.Threading.Thread.Yield();
            if (clock.FiresInline)
                callback();
            else
                clock._due.Enqueue(callback);
            return true;
        }

        public void Dispose()
        {
            if (!_isDisposed)
                clock.LiveTimers--;
            _isDisposed = true;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
