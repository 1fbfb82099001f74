namespace HostedRuntime.Time;

/// <summary>The owner of a <see cref="RearmableTimer"/>.</summary>
internal interface IRearmableTimerOwner
{
    /// <summary>
    /// Notifies the owner that a timer has fired, perhaps one that was set before the current one. Runs on the timer thread, or where a
    /// foreign clock calls back. Caller holds no lock.
    /// </summary>
    void OnElapsed(TimerEntry fired);

    /// <summary>
    /// Ends the owner's waits with an error. Called if the foreign clock has thrown where its timer was to be set, so that it will never
    /// fire.
    /// </summary>
    void OnTimerFailed(TimerEntry failed, Exception error);
}

/// <summary>
/// A timer that its owner sets, moves and clears. If the timer is about to fire when it is moved, it is abandoned and replaced. So the
/// firing of an earlier setting is never taken for that of the current one.
/// </summary>
internal abstract class RearmableTimer
{
    /// <param name="timers">The timer source of the owner's clock.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="gate">The owner's lock.</param>
    public static RearmableTimer Of(TimerSource timers, IRearmableTimerOwner owner, Lock gate)
        => timers is ProviderTimerSource foreign ? new ProviderRearmableTimer(foreign, owner, gate) : new WheelRearmableTimer(timers, owner);

    /// <summary>
    /// Sets the time of the timer, in place of any earlier one. The caller calls <see cref="Settle"/> after the lock. Caller holds the
    /// owner's lock.
    /// </summary>
    /// <returns>True if the time is set; false if it has passed.</returns>
    public abstract bool TrySet(long due);

    /// <summary>Clears the timer. The caller calls <see cref="Settle"/> after the lock. Caller holds the owner's lock.</summary>
    public abstract void Clear();

    /// <summary>Clears the timer if the entry that has fired is its current one. Caller holds the owner's lock.</summary>
    /// <returns>True if that entry was the current one; otherwise false.</returns>
    public abstract bool TryTake(TimerEntry fired);

    /// <summary>
    /// Sets or stops the foreign timers as noted under the owner's lock, because that runs code of the clock. Caller holds no lock.
    /// </summary>
    public virtual void Settle()
    {
    }

    protected sealed class OwnTimer(IRearmableTimerOwner owner) : TimerEntry
    {
        public override bool TryExpire() => true;

        public override void Fire() => owner.OnElapsed(this);

        public override void Fail(Exception error) => owner.OnTimerFailed(this, error);
    }
}
