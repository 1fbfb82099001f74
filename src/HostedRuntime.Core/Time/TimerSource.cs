using System.Globalization;
using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>
/// Who rings alarms by one clock: the wheel of a runtime, or the timers of a clock that was given. Times are timestamps of that clock.
/// Thread-safe.
/// </summary>
internal abstract class TimerSource
{
    /// <summary>Later than anything: what is due then is not armed.</summary>
    public const long Never = long.MaxValue;

    // Half of a timestamp's range is for the clock's own reading.
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

    /// <summary>Those of the runtime that this thread entered, otherwise of the task that runs here, otherwise the system's.</summary>
    public static TimerSource Current => Of(CurrentClock.Value);

    /// <summary>The time now. It never goes back, whatever the clock does.</summary>
    public virtual long Now => Clock.GetTimestamp();

    /// <summary>For a wheel of one's own by this clock.</summary>
    public TickScale Scale => new(Now, _frequency);

    protected TimeProvider Clock { get; }

    /// <summary>How far <see cref="Now"/> is ahead of the clock: as far as the clock has stepped back.</summary>
    protected virtual long Offset => 0;

    public static TimerSource Of(TimeProvider? clock) => clock switch
    {
        WheelTimeProvider own => own.Wheel,
        null => Current,
        _ => ReferenceEquals(clock, TimeProvider.System) ? s_system : new ProviderTimerSource(clock),
    };

    /// <summary>The time so long after another, rounded up; <see cref="Never"/> for an infinite delay and for one beyond the clock's range.</summary>
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

    /// <summary>The timestamp that the clock gives at a time; <see cref="Never"/> stays what it is. Caller holds no lock.</summary>
    public long ToTimestamp(long time) => time == Never ? Never : time - Offset;

    /// <summary>
    /// The time at which the clock gives a timestamp; <see cref="Never"/> for one beyond the clock's range. Caller holds no lock.
    /// </summary>
    public long FromTimestamp(long timestamp, long now)
    {
        var time = (Int128)timestamp + Offset;
        return time - now > LongestUnits ? Never : (long)time;
    }

    /// <summary>How long it is from a time to a later one, rounded up: a timer that is set for so long is not early.</summary>
    public TimeSpan Span(long from, long to)
    {
        var units = (Int128)to - from;
        var ticks = _unitsOfTick != 0
            ? (units + _unitsOfTick - 1) / _unitsOfTick
            : ((units * TimeSpan.TicksPerSecond) + _frequency - 1) / _frequency;
        return TimeSpan.FromTicks((long)Int128.Min(ticks, TimeSpan.MaxValue.Ticks));
    }

    /// <summary>The time between two timestamps; negative if the second came first. The longest there is, if it is longer.</summary>
    public TimeSpan Between(long from, long to)
        => TimeSpan.FromTicks((long)Int128.Clamp(((Int128)to - from) * TimeSpan.TicksPerSecond / _frequency, TimeSpan.MinValue.Ticks, TimeSpan.MaxValue.Ticks));

    /// <summary>Says for people when a time comes. Never throws, though the clock may be code of others.</summary>
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

    /// <summary>For which time an alarm is armed, for people: read without a lock. <see cref="Never"/> if it is not armed.</summary>
    public abstract long DueOf(TimerEntry alarm);

    /// <summary>
    /// Has the alarm ring at that time, which is not <see cref="Never"/>. The alarm must not be armed already. It may ring before this
    /// returns. By a foreign clock this runs code of its provider, so no lock may be held.
    /// </summary>
    /// <returns>True if the alarm is armed; false if the time has passed, and the alarm does not ring.</returns>
    public abstract bool TryArm(TimerEntry alarm, long due);

    /// <summary>The same for one that may stay where it is when it is disarmed.</summary>
    public virtual bool TryArm(ReusableTimerEntry alarm, long due) => TryArm((TimerEntry)alarm, due);

    /// <summary>Takes the alarm out. By a foreign clock this runs code of its provider, so no lock may be held.</summary>
    /// <returns>True if the alarm does not ring any more; false if it was not armed, or has expired.</returns>
    public abstract bool TryDisarm(TimerEntry alarm);

    /// <summary>Runs code of the user for an alarm that rang: not on the thread of the timers.</summary>
    public abstract void Run(Action<object?> callback, object? state);
}
