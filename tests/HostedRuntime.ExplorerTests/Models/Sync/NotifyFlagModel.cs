using HostedRuntime.Atomics;
using HostedRuntime.Exploring;
using HostedRuntime.Sync;

namespace HostedRuntime.Models;

/// <summary>
/// The typical use. One thread sets a flag and notifies; the other begins a wait and then reads the flag. If it does not see the flag, the
/// notification must come.
/// </summary>
internal sealed class NotifyFlagModel : Model
{
    private readonly NotifyCore _notify = new();
    private readonly bool _isStored;
    private AtomicInt _flag;
    private bool _wasSeen;
    private ValueTask _wait;

    /// <param name="all">True if all waiters are notified; false if one waiter is.</param>
    /// <param name="isStored">True if an earlier notification is stored, and a first wait takes it before the flag is read.</param>
    public NotifyFlagModel(bool all, bool isStored)
    {
        _isStored = isStored;
        if (isStored)
            _notify.NotifyAny(Notification.Oldest);
        Thread("notifier", () =>
        {
            _flag.Write(1);
            if (all)
                _notify.NotifyAll();
            else
                _notify.NotifyAny(Notification.Oldest);
        });
        Thread("waiter", () =>
        {
            _wait = _notify.WaitAsync(default);
            _wasSeen = _flag.Read() == 1;
            if (isStored && !_wasSeen)
                _wait = _notify.WaitAsync(default);
        });
    }

    public override void Check() => Assert.True(_wasSeen || _wait.IsCompleted || (_isStored && _notify.IsPermitStored), "The notification was lost.");
}
