namespace HostedRuntime.Time;

/// <summary>The owner of a <see cref="Reminder"/>.</summary>
internal interface IReminded
{
    /// <summary>
    /// Notifies the owner that a timer has fired, perhaps one that was set before the current one. Runs on the timer thread, or where a
    /// foreign clock calls back. Caller holds no lock.
    /// </summary>
    void OnReminded(Alarm rang);

    /// <summary>
    /// Ends the owner's waits with an error: the foreign clock has thrown where a timer was to be set, so no reminder will come.
    /// </summary>
    void OnReminderFailed(Alarm failed, Exception error);
}

/// <summary>
/// A timer that its owner sets, moves and clears. If the timer is about to fire when it is moved, it is abandoned and replaced. So the
/// firing of an earlier setting is never taken for that of the current one.
/// </summary>
internal abstract class Reminder
{
    /// <param name="alarms">The timer source of the owner's clock.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="gate">The owner's lock.</param>
    public static Reminder Of(Alarms alarms, IReminded owner, Lock gate)
        => alarms is ForeignAlarms foreign ? new ForeignReminder(foreign, owner, gate) : new WheelReminder(alarms, owner);

    /// <summary>
    /// Sets the time of the reminder, in place of any other. The caller calls <see cref="Settle"/> after the lock. Caller holds the owner's
    /// lock.
    /// </summary>
    /// <returns>True if the time is set; false if it has passed.</returns>
    public abstract bool TrySet(long due);

    /// <summary>Clears the reminder. The caller calls <see cref="Settle"/> after the lock. Caller holds the owner's lock.</summary>
    public abstract void Clear();

    /// <summary>Clears the reminder if that timer is its current one. Caller holds the owner's lock.</summary>
    /// <returns>True if that timer was the current one; otherwise false.</returns>
    public abstract bool TryTake(Alarm rang);

    /// <summary>
    /// Sets or stops the foreign timers as noted under the owner's lock, because that runs code of the clock. Caller holds no lock.
    /// </summary>
    public virtual void Settle()
    {
    }

    protected sealed class OwnAlarm(IReminded owner) : Alarm
    {
        public override bool TryExpire() => true;

        public override void Ring() => owner.OnReminded(this);

        public override void Fail(Exception error) => owner.OnReminderFailed(this, error);
    }
}
