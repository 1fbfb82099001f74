namespace HostedRuntime.Time;

/// <summary>The owner of a <see cref="Reminder"/>.</summary>
internal interface IReminded
{
    /// <summary>
    /// A time has come that was set; perhaps not the one that is set now. Under no lock; on the thread of the timers, or where a foreign
    /// clock calls back.
    /// </summary>
    void OnReminded(Alarm rang);

    /// <summary>
    /// The foreign clock has thrown where a timer was to be set, so no reminder will come. The waits have to end with that error.
    /// </summary>
    void OnReminderFailed(Alarm failed, Exception error);
}

/// <summary>
/// One alarm that its owner sets, moves and clears. The ring of an earlier time is never taken for that of the current one: an alarm that
/// is on its way when it is moved is left to itself and replaced.
/// </summary>
internal abstract class Reminder
{
    /// <param name="alarms">The timers of the owner's clock.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="gate">The owner's lock.</param>
    public static Reminder Of(Alarms alarms, IReminded owner, Lock gate)
        => alarms is ForeignAlarms foreign ? new ForeignReminder(foreign, owner, gate) : new WheelReminder(alarms, owner);

    /// <summary>
    /// Has the owner reminded at that time, and at no other. Caller holds the owner's lock, and calls <see cref="Settle"/> after it.
    /// </summary>
    /// <returns>True if it is set; false if the time has passed.</returns>
    public abstract bool TrySet(long due);

    /// <summary>Caller holds the owner's lock, and calls <see cref="Settle"/> after it.</summary>
    public abstract void Clear();

    /// <summary>Caller holds the owner's lock.</summary>
    /// <returns>True if that alarm is the current one, which is not set any more; otherwise false.</returns>
    public abstract bool TryTake(Alarm rang);

    /// <summary>Does what was set or cleared under the owner's lock and needs code of others. Caller holds no lock.</summary>
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
