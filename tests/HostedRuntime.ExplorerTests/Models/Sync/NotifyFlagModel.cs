using HostedRuntime.Atomics;
using HostedRuntime.Exploring;
using HostedRuntime.Sync;

namespace HostedRuntime.Models;

/// <summary>
/// The use that everything is for: one sets a flag and notifies, the other stands in line and then looks at the flag. When it does not see
/// the flag, the notification has to come.
/// </summary>
internal sealed class NotifyFlagModel : Model
{
    private readonly NotifyCore _notify = new();
    private readonly bool _isStored;
    private AtomicInt _flag;
    private bool _wasSeen;
    private ValueTask _wait;

    /// <param name="all">Notifies all in place of one.</param>
    /// <param name="isStored">An earlier notification is stored, and taken by a first wait; only then the flag is looked at.</param>
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
