namespace HostedRuntime.Scheduling;

/// <summary>
/// How long a thread has been in one poll, as far as the watchdog has seen: at least that long. Touched by the watchdog's thread alone.
/// </summary>
internal struct PollClock
{
    private long _poll;
    private bool _isPolling;
    private TimeSpan _due;

    /// <summary>Time between looks that found the same poll. Zero while there is none.</summary>
    public TimeSpan Seen { get; private set; }

    /// <summary>One look. <paramref name="elapsed"/> is the time since the last one.</summary>
    public void Look(bool isPolling, long poll, TimeSpan elapsed)
    {
        if (isPolling && _isPolling && poll == _poll)
        {
            Seen += elapsed;
            return;
        }

        _isPolling = isPolling;
        _poll = poll;
        _due = default;
        Seen = default;
    }

    /// <summary>True once when a poll has lasted for the threshold, and again whenever that time has doubled.</summary>
    public bool IsReportDue(TimeSpan threshold)
    {
        if (_due == default)
            _due = threshold;
        if (Seen < _due)
            return false;
        while (_due <= Seen)
            _due *= 2;
        return true;
    }
}
