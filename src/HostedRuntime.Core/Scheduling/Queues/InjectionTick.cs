using System.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>Decides when a busy worker looks at the injection queue before its own. Owner thread only.</summary>
/// <remarks>
/// The interval is a number of tasks, fixed or tuned. A tuned interval lets a task from outside wait for about 200 us, whatever the length
/// of the polls.
/// </remarks>
internal struct InjectionTick
{
    // tokio's numbers: the wait to aim at, the bounds of the interval, and its first value.
    private static readonly double s_aim = Stopwatch.Frequency * 200e-6;
    private const int Least = 2;
    private const int Most = 127;
    private const int Start = 61;

    // The weight of the latest interval. A burst of long polls shows after some three intervals, and a single long poll fades as fast.
    private const double Weight = 0.3;

    private readonly bool _isTuned;
    private int _interval;
    private int _left;
    private long _since;
    private double _mean;

    public InjectionTick(int? fixedInterval)
    {
        _isTuned = fixedInterval is null;
        _interval = fixedInterval ?? Start;
        _left = _interval;
    }

    /// <summary>The current number of tasks between two looks.</summary>
    public readonly int Interval => _interval;

    /// <summary>Counts a task.</summary>
    /// <returns>True if the worker has to look now and then to begin the next interval; otherwise false.</returns>
    public bool IsDue() => --_left <= 0;

    /// <summary>Begins the next interval, with a length that fits the polls of the last one.</summary>
    /// <remarks>The clock is read once in an interval. A reading at each poll would double the cost of a yield.</remarks>
    public void Next(long now)
    {
        if (_isTuned && _since != 0)
        {
            var mean = (double)(now - _since) / _interval;
            _mean = _mean == 0 ? mean : _mean + (Weight * (mean - _mean));
            _interval = _mean <= s_aim / Most ? Most : Math.Max(Least, (int)(s_aim / _mean));
        }

        _since = now;
        _left = _interval;
    }

    /// <summary>Begins the interval again after the worker had nothing to do, because that time is no part of its polls.</summary>
    public void Restart()
    {
        _since = 0;
        _left = _interval;
    }
}
