namespace HostedRuntime.Time;

/// <summary>Something that is due at a time and tells somebody: in the wheel of a runtime, or by one timer of a foreign clock.</summary>
internal abstract class Alarm : WheelEntry
{
    /// <summary>The timer that stands for it where there is no wheel. Owned by the lock of this object.</summary>
    internal ForeignAlarm? Foreign;

    /// <summary>
    /// It is due. True: <see cref="Ring"/> follows. False: it is not wanted any more. Under the lock of the wheel, so it takes no other:
    /// who wants to be rid of the alarm takes his own first.
    /// </summary>
    public abstract bool TryExpire();

    /// <summary>Once after each TryExpire that said so, under no lock, on the thread of the timers: no user code.</summary>
    public abstract void Ring();
}
