namespace HostedRuntime.Time;

/// <summary>
/// One timer of a foreign clock. Made anew each time that an alarm is armed, so that a callback which comes late is told from the one
/// that is waited for.
/// </summary>
internal sealed class ForeignAlarm
{
    // The longest that timers of the BCL take at a time.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Alarm _alarm;
    private readonly ForeignAlarms _alarms;
    private readonly long _due;
    private readonly ITimer _timer;
    private bool _isLast;

    public ForeignAlarm(Alarm alarm, ForeignAlarms alarms, TimeProvider clock, long due)
    {
        _alarm = alarm;
        _alarms = alarms;
        _due = due;
        // It calls no code that would miss the flow of whoever waits, and would else keep it alive.
        using (ExecutionContext.SuppressFlow())
            _timer = clock.CreateTimer(static foreign => ((ForeignAlarm)foreign!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start(TimeSpan left)
    {
        _isLast = left <= s_longest;
        _timer.Change(_isLast ? left : s_longest, Timeout.InfiniteTimeSpan);
    }

    public void Stop() => _timer.Dispose();

    private void OnTimer()
    {
        lock (_alarm)
        {
            if (_alarm.Foreign != this)
                return;
            if (!_isLast && _alarms.Between(_alarms.Now, _due) is var left && left > TimeSpan.Zero)
            {
                Start(left);
                return;
            }

            _alarm.Foreign = null;
            if (!_alarm.TryExpire())
                return;
        }

        _timer.Dispose();
        _alarm.Ring();
    }
}
