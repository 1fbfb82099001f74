namespace HostedRuntime.Tests;

/// <summary>A clock that stands still until a test fires all its timers.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<TimerEntry> _alarms = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new TimerEntry(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    public void Elapse()
    {
        TimerEntry[] due;
        lock (_alarms)
        {
            due = [.. _alarms];
            _alarms.Clear();
        }

        foreach (var alarm in due)
            alarm.Ring();
    }

    /// <summary>Behaves as a hook that uses up its time and then ends by its token.</summary>
    public Task ElapseAsync(CancellationToken ct)
    {
        Elapse();
        return new TaskCompletionSource().Task.WaitAsync(ct);
    }

    private sealed class TimerEntry(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._alarms)
            {
                clock._alarms.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                    clock._alarms.Add(this);
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
