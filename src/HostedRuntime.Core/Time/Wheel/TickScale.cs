namespace HostedRuntime.Time;

/// <summary>Converts timestamps of a clock into ticks of a wheel, which are milliseconds since an origin.</summary>
internal readonly struct TickScale(long origin, long frequency)
{
    // A tick is never longer than a millisecond; otherwise a timer could fire early.
    private readonly long _units = Math.Max(1, frequency / 1000);

    /// <summary>Returns the tick at which a timer is due. Rounded up, because no timer fires early.</summary>
    public long Due(long timestamp) => (timestamp - origin + _units - 1) / _units;

    /// <summary>Returns the tick that contains a time.</summary>
    public long At(long timestamp) => (timestamp - origin) / _units;

    /// <summary>Returns the time at which a tick begins.</summary>
    public long Start(long tick) => origin + (tick * _units);

    /// <summary>
    /// Returns the whole milliseconds from a time until a tick begins, because a wait takes whole ones. Rounded up, because otherwise the
    /// last millisecond would be spent in early wakes.
    /// </summary>
    public TimeSpan Until(long tick, long now) => TimeSpan.FromMilliseconds(Math.Clamp((Start(tick) - now + _units - 1) / _units, 0, int.MaxValue));
}
