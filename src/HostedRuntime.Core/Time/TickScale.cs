namespace HostedRuntime.Time;

/// <summary>Timestamps of a clock as ticks of a wheel: milliseconds since a time.</summary>
internal readonly struct TickScale(long origin, long frequency)
{
    // A tick is never longer than a millisecond, or what is due would be due early.
    private readonly long _units = Math.Max(1, frequency / 1000);

    /// <summary>The tick at which something is due: rounded up, for nothing is due early.</summary>
    public long Due(long timestamp) => (timestamp - origin + _units - 1) / _units;

    /// <summary>The tick in which a time lies.</summary>
    public long At(long timestamp) => (timestamp - origin) / _units;

    /// <summary>When a tick begins.</summary>
    public long Start(long tick) => origin + (tick * _units);

    /// <summary>Whole milliseconds from a time until a tick begins, for that is what a wait takes; rounded up, or the last one would be spent in waking.</summary>
    public TimeSpan Until(long tick, long now) => TimeSpan.FromMilliseconds(Math.Clamp((Start(tick) - now + _units - 1) / _units, 0, int.MaxValue));
}
