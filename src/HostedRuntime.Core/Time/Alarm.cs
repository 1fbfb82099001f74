using System.Runtime.ExceptionServices;

namespace HostedRuntime.Time;

/// <summary>Something that is due at a time and tells somebody: in the wheel of a runtime, or by one timer of a foreign clock.</summary>
internal abstract class Alarm : WheelEntry
{
    /// <summary>The timer that stands for it where there is no wheel. Owned by the lock of this object.</summary>
    internal ForeignAlarm? Foreign;

    /// <summary>
    /// The alarm is due. Caller holds the lock of the wheel, or of this object where there is no wheel, so it takes no other lock: an owner
    /// that takes the alarm out takes its own lock first.
    /// </summary>
    /// <returns>True if the alarm is still wanted: <see cref="Ring"/> follows; otherwise false.</returns>
    public abstract bool TryExpire();

    /// <summary>
    /// Called once after each <see cref="TryExpire"/> that returned true, under no lock. In a wheel on the thread of the timers: no user
    /// code.
    /// </summary>
    public abstract void Ring();

    /// <summary>
    /// The foreign clock has thrown where its timer was to be set again: the alarm will not ring. Called in place of
    /// <see cref="TryExpire"/> and <see cref="Ring"/>, under no lock.
    /// </summary>
    /// <param name="error">What the clock has thrown, for the code that waits.</param>
    public virtual void Fail(Exception error) => ExceptionDispatchInfo.Throw(error);
}
