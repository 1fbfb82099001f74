using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>
/// Who rings alarms by one clock: the wheel of a runtime, or the timers of a clock that was given. Times are timestamps of that clock.
/// Thread-safe.
/// </summary>
internal abstract class Alarms
{
    /// <summary>Later than anything: what is due then is not armed.</summary>
    public const long Never = long.MaxValue;

    // Half of a timestamp's range is for the clock's own reading.
    private const long LongestUnits = long.MaxValue / 2;

    private static readonly ForeignAlarms s_system = new(TimeProvider.System);

    private readonly long _unitsOfTick;
    private readonly long _longestDelay;

    protected Alarms(TimeProvider clock)
    {
        Clock = clock;
        var frequency = clock.TimestampFrequency;
        _unitsOfTick = frequency % TimeSpan.TicksPerSecond == 0 ? frequency / TimeSpan.TicksPerSecond : 0;
        _longestDelay = _unitsOfTick == 0 ? LongestUnits / Math.Max(frequency, 1) : LongestUnits / _unitsOfTick;
    }

    /// <summary>Those of the task that runs here, else of the runtime that this thread entered, else the system's.</summary>
    public static Alarms Current => Of(CurrentClock.Value);

    public long Now => Clock.GetTimestamp();

    /// <summary>For a wheel of one's own by this clock.</summary>
    public TickScale Scale => new(Now, Clock.TimestampFrequency);

    protected TimeProvider Clock { get; }

    public static Alarms Of(TimeProvider? clock) => clock switch
    {
        WheelTimeProvider own => own.Wheel,
        null => Current,
        _ => ReferenceEquals(clock, TimeProvider.System) ? s_system : new ForeignAlarms(clock),
    };

    /// <summary>The time so long after another, rounded up; <see cref="Never"/> for an infinite delay and for one beyond the clock's range.</summary>
    public long After(long start, TimeSpan delay)
    {
        var ticks = delay.Ticks;
        if (ticks < 0 || ticks > _longestDelay)
            return Never;
        return start + (_unitsOfTick != 0
            ? ticks * _unitsOfTick
            : (long)((((Int128)ticks * Clock.TimestampFrequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond));
    }

    /// <summary>The time between two timestamps; negative if the second came first.</summary>
    public TimeSpan Between(long from, long to) => Clock.GetElapsedTime(from, to);

    /// <summary>
    /// Has the alarm ring at that time, which is not <see cref="Never"/>. False: it has passed, the alarm does not ring. The alarm must not be
    /// armed already.
    /// </summary>
    public abstract bool TryArm(Alarm alarm, long due);

    /// <summary>The same for one that may stay where it is when it is disarmed.</summary>
    public virtual bool TryArm(StandingAlarm alarm, long due) => TryArm((Alarm)alarm, due);

    /// <summary>True: it does not ring any more. False: it was not armed, or has expired.</summary>
    public abstract bool TryDisarm(Alarm alarm);

    /// <summary>Runs code of the user for an alarm that rang: not on the thread of the timers.</summary>
    public abstract void Run(Action<object?> callback, object? state);
}
