using System.Runtime.ExceptionServices;

namespace HostedRuntime.Time;

/// <summary>
/// A timer: it is due at a time and then notifies its owner. It is in the wheel of a runtime, or set by one timer of a foreign clock.
/// </summary>
internal abstract class TimerEntry : WheelEntry
{
    /// <summary>The timer of the foreign clock, if there is no wheel. Guarded by the lock of this object.</summary>
    internal ProviderTimer? Foreign;

    /// <summary>
    /// Expires the timer, which is due. Takes no lock, because an owner that removes the timer takes its own lock first. Caller holds the
    /// lock of the wheel, or of this object if there is no wheel.
    /// </summary>
    /// <returns>True if the timer is still wanted: <see cref="Fire"/> must follow. Otherwise false.</returns>
    public abstract bool TryExpire();

    /// <summary>
    /// Fires the timer. Called once after each <see cref="TryExpire"/> that returned true. For a wheel this runs on the timer thread and
    /// must run no user code. Caller holds no lock.
    /// </summary>
    public abstract void Fire();

    /// <summary>
    /// Ends the wait with an error if the foreign clock has thrown where its timer was to be set again. Called instead of
    /// <see cref="TryExpire"/> and <see cref="Fire"/>. Caller holds no lock.
    /// </summary>
    /// <param name="error">The exception of the clock, for the code that waits.</param>
    public virtual void Fail(Exception error) => ExceptionDispatchInfo.Throw(error);
}
