using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>One sleep: a pooled wait with the alarm that ends it.</summary>
/// <remarks>
/// Expiry decides the wait under the lock of the alarms, and signals after it; a cancel or an abort decides it first and then takes the alarm
/// out. Whoever signals is done with the alarm, so it goes back to the pool with its wait.
/// </remarks>
internal sealed class SleepWait : Waiter<Nothing>, IWaitOwner
{
    private readonly SleepAlarm _alarm;
    private Alarms? _alarms;

    public SleepWait() => _alarm = new SleepAlarm(this);

    public static ValueTask Start(Alarms alarms, long due, CancellationToken ct)
    {
        var wait = WaiterPool.Rent<SleepWait>();
        wait._alarms = alarms;
        wait.Begin(wait);
        if (due == Alarms.Never || alarms.TryArm(wait._alarm, due))
            return wait.PendPlain(ct);
        WaiterPool.Return(wait);
        return default;
    }

    public void Withdraw(Waiter waiter) => _alarms!.TryDisarm(_alarm);

    public string Describe(Waiter waiter) => _alarms is { } alarms ? $"sleep, {alarms.Describe(alarms.DueOf(_alarm))}" : "sleep";

    protected override void Recycle()
    {
        _alarms = null;
        WaiterPool.Return(this);
    }

    private sealed class SleepAlarm(SleepWait wait) : Alarm
    {
        public override bool TryExpire() => wait.TryDecide(WaitDecision.Granted);

        public override void Ring() => wait.Signal();

        public override void Fail(Exception error)
        {
            if (!wait.TryDecide(WaitDecision.Failed))
                return;
            wait.SetError(error);
            wait.Signal();
        }
    }
}
