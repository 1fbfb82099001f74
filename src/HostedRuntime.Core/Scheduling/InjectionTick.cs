using System.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// When a busy worker looks at the injection queue in place of its own: after a number of tasks, fixed or such that a task from outside
/// waits for about 200 us whatever the length of the polls. Its worker's alone.
/// </summary>
internal struct InjectionTick
{
    // tokio's numbers: the wait that is aimed at, the bounds of the interval, and where it starts from.
    private static readonly double s_aim = Stopwatch.Frequency * 200e-6;
    private const int Least = 2;
    private const int Most = 127;
    private const int Start = 61;

    // Weight of the latest interval: a burst of long polls shows after some three intervals, a single one fades as fast.
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

    /// <summary>How many tasks it lies between two looks now.</summary>
    public readonly int Interval => _interval;

    /// <summary>Counts a task. True: look, and begin the next interval.</summary>
    public bool IsDue() => --_left <= 0;

    /// <summary>
    /// The next interval, by the length of the polls in this one. One reading of the clock in an interval: the 26 ns of it are nothing
    /// there; at each poll they would double a yield.
    /// </summary>
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

    /// <summary>The worker had nothing to do: that time is no part of its polls.</summary>
    public void Restart()
    {
        _since = 0;
        _left = _interval;
    }
}
