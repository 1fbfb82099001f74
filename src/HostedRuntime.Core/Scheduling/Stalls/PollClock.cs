namespace HostedRuntime.Scheduling;

/// <summary>
/// Measures how long a thread has been in one poll, as far as the watchdog has seen. The poll has lasted at least that long. Used by the
/// watchdog's thread only.
/// </summary>
internal struct PollClock
{
    private long _poll;
    private bool _isPolling;
    private TimeSpan _due;

    /// <summary>The time between the looks that found the same poll; zero if there is none.</summary>
    public TimeSpan Seen { get; private set; }

    /// <summary>Notes one look at the thread. <paramref name="elapsed"/> is the time since the last one.</summary>
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

    /// <summary>
    /// Returns whether to report the poll: once when it has lasted for the threshold, and again whenever that time has doubled.
    /// </summary>
    /// <param name="threshold">The shortest poll that is reported.</param>
    /// <param name="isFirst">True for the first report of the poll.</param>
    public bool IsReportDue(TimeSpan threshold, out bool isFirst)
    {
        if (_due == default)
            _due = threshold;
        isFirst = _due <= threshold;
        if (Seen < _due)
            return false;
        while (_due <= Seen)
            _due *= 2;
        return true;
    }
}
