using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>One sleep: a pooled wait with the timer that ends it.</summary>
/// <remarks>
/// Expiry decides the wait under the lock of the timer source, and signals after the lock. A cancel or an abort decides the wait first and
/// then removes the timer. The thread that signals is done with the timer, so the timer returns to the pool with its wait.
/// </remarks>
internal sealed class SleepWait : Waiter<Unit>, IWaitOwner
{
    private readonly SleepTimer _entry;
    private TimerSource? _timers;

    public SleepWait() => _entry = new SleepTimer(this);

    public static ValueTask Start(TimerSource timers, long due, CancellationToken ct)
    {
        var wait = WaiterPool.Rent<SleepWait>();
        wait._timers = timers;
        wait.Open(wait);
        if (due == TimerSource.Never || timers.TryArm(wait._entry, due))
            return wait.PendPlain(ct);
        WaiterPool.Return(wait);
        return default;
    }

    public void Withdraw(Waiter waiter) => _timers!.TryDisarm(_entry);

    public string Describe(Waiter waiter) => _timers is { } timers ? $"sleep, {timers.Describe(timers.DueOf(_entry))}" : "sleep";

    protected override void Recycle()
    {
        _timers = null;
        WaiterPool.Return(this);
    }

    private sealed class SleepTimer(SleepWait wait) : TimerEntry
    {
        public override bool TryExpire() => wait.TryDecide(WaitDecision.Granted);

        public override void Fire() => wait.Signal();

        public override void Fail(Exception error)
        {
            if (!wait.TryDecide(WaitDecision.Failed))
                return;
            wait.SetError(error);
            wait.Signal();
        }
    }
}
