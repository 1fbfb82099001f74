using System.Globalization;
using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>
/// Arms and fires timers by one clock: the wheel of a runtime, or the timers of a clock that was given. Times are timestamps of that clock.
/// Thread-safe.
/// </summary>
internal abstract class TimerSource
{
    /// <summary>A time later than any other. A timer that is due then is not armed.</summary>
    public const long Never = long.MaxValue;

    // The other half of a timestamp's range is for the clock's own reading.
    private const long LongestUnits = long.MaxValue / 2;

    private static readonly ProviderTimerSource s_system = new(TimeProvider.System);

    private readonly long _frequency;
    private readonly long _unitsOfTick;
    private readonly long _longestDelay;

    protected TimerSource(TimeProvider clock)
    {
        Clock = clock;
        var frequency = _frequency = clock.TimestampFrequency;
        if (frequency <= 0)
            throw new InvalidOperationException($"{clock.GetType()}.TimestampFrequency is {frequency}. It must be above zero: the number of timestamps in a second.");
        _unitsOfTick = frequency % TimeSpan.TicksPerSecond == 0 ? frequency / TimeSpan.TicksPerSecond : 0;
        _longestDelay = _unitsOfTick != 0
            ? LongestUnits / _unitsOfTick
            : (long)Int128.Min((Int128)LongestUnits * TimeSpan.TicksPerSecond / frequency, TimeSpan.MaxValue.Ticks);
    }

    /// <summary>The timers of the clock by which this thread waits: see <see cref="CurrentClock"/>.</summary>
    public static TimerSource Current => Of(CurrentClock.Value);

    /// <summary>The time now. It never goes back, whatever the clock does.</summary>
    public virtual long Now => Clock.GetTimestamp();

    /// <summary>Returns a scale for a separate wheel by this clock, with its origin now.</summary>
    public TickScale Scale => new(Now, _frequency);

    protected TimeProvider Clock { get; }

    /// <summary>How far <see cref="Now"/> is ahead of the clock, because the clock has stepped back.</summary>
    protected virtual long Offset => 0;

    public static TimerSource Of(TimeProvider? clock) => clock switch
    {
        WheelTimeProvider own => own.Wheel,
        null => Current,
        _ => ReferenceEquals(clock, TimeProvider.System) ? s_system : new ProviderTimerSource(clock),
    };

    /// <summary>Adds a delay to a time, rounded up; <see cref="Never"/> if the delay is infinite or beyond the clock's range.</summary>
    public long After(long start, TimeSpan delay)
    {
        var ticks = delay.Ticks;
        if (ticks < 0 || ticks > _longestDelay)
            return Never;
        var units = _unitsOfTick != 0
            ? ticks * _unitsOfTick
            : (long)((((Int128)ticks * _frequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        return start < Never - units ? start + units : Never;
    }

    /// <summary>Returns the timestamp of the clock at a time; <see cref="Never"/> stays as it is. Caller holds no lock.</summary>
    public long ToTimestamp(long time) => time == Never ? Never : time - Offset;

    /// <summary>
    /// Returns the time at which the clock has a timestamp; <see cref="Never"/> if that is beyond the clock's range. Caller holds no lock.
    /// </summary>
    public long FromTimestamp(long timestamp, long now)
    {
        var time = (Int128)timestamp + Offset;
        return time - now > LongestUnits ? Never : (long)time;
    }

    /// <summary>Returns how long it is from one time to a later one. Rounded up, so that a timer set for that span is not early.</summary>
    public TimeSpan Span(long from, long to)
    {
        var units = (Int128)to - from;
        var ticks = _unitsOfTick != 0
            ? (units + _unitsOfTick - 1) / _unitsOfTick
            : ((units * TimeSpan.TicksPerSecond) + _frequency - 1) / _frequency;
        return TimeSpan.FromTicks((long)Int128.Min(ticks, TimeSpan.MaxValue.Ticks));
    }

    /// <summary>
    /// Returns the time between two timestamps, clamped to the range of TimeSpan. Negative if the second is the earlier one.
    /// </summary>
    public TimeSpan Between(long from, long to)
        => TimeSpan.FromTicks((long)Int128.Clamp(((Int128)to - from) * TimeSpan.TicksPerSecond / _frequency, TimeSpan.MinValue.Ticks, TimeSpan.MaxValue.Ticks));

    /// <summary>Describes when a time comes. Never throws, although the clock may be user code.</summary>
    public string Describe(long due)
    {
        if (due == Never)
            return "never due";
        TimeSpan left;
        try
        {
            left = Span(Now, due);
        }
        catch (Exception)
        {
            return "due at a time that its clock does not tell";
        }

        if (left <= TimeSpan.Zero)
            return "due now";
        return left < TimeSpan.FromMinutes(1)
            ? string.Create(CultureInfo.InvariantCulture, $"due in {left.TotalSeconds:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"due in {TimeSpan.FromSeconds(Math.Floor(left.TotalSeconds)):c}");
    }

    /// <summary>
    /// Returns the time for which a timer is armed, for descriptions; <see cref="Never"/> if it is not armed. Takes no lock.
    /// </summary>
    public abstract long DueOf(TimerEntry timer);

    /// <summary>
    /// Arms a timer, which must not be armed already, for a time that is not <see cref="Never"/>. It may fire before this returns. Caller
    /// holds no lock, because with a foreign clock this runs code of its provider.
    /// </summary>
    /// <returns>True if the timer is armed; false if the time has passed, and the timer does not fire.</returns>
    public abstract bool TryArm(TimerEntry timer, long due);

    /// <summary>Arms a timer that may stay in the wheel when it is disarmed. Otherwise as <see cref="TryArm(TimerEntry, long)"/>.</summary>
    public virtual bool TryArm(ReusableTimerEntry timer, long due) => TryArm((TimerEntry)timer, due);

    /// <summary>Disarms a timer. Caller holds no lock, because with a foreign clock this runs code of its provider.</summary>
    /// <returns>True if the timer will not fire any more; false if it was not armed, or has expired.</returns>
    public abstract bool TryDisarm(TimerEntry timer);

    /// <summary>Runs user code for a timer that has fired, and not on the thread of a wheel's timers.</summary>
    public abstract void Run(Action<object?> callback, object? state);
}
