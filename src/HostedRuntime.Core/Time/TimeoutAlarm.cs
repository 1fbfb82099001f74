using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>Fires the token of a body whose time is over, and says what the end of such a body means.</summary>
internal sealed class TimeoutAlarm(
    CancellationTokenSource source, CancellationTokenRegistration link, Alarms alarms, TimeSpan timeout, CancellationToken outer) : Alarm
{
    private static readonly Action<object?> s_fire = static alarm => ((TimeoutAlarm)alarm!).Fire();

    private readonly IWaitingTask? _task = PollCell.CurrentTask;
    private bool _isArmed;
    private bool _hasFired;

    /// <summary>Where the body is awaited: on the task that called, else on no particular thread.</summary>
    public bool IsOnTask => _task is not null;

    public void Arm(long due)
    {
        if (due == Alarms.Never)
            return;
        _isArmed = alarms.TryArm(this, due);
        if (_isArmed)
            return;
        if (_task is null)
            ThreadPool.UnsafeQueueUserWorkItem(s_fire, this, preferLocal: true);
        else
            Ring();
    }

    public override bool TryExpire() => true;

    /// <summary>What is registered with the token is user code.</summary>
    public override void Ring()
    {
        if (_task is null)
            alarms.Run(s_fire, this);
        else
            _task.Resume(s_fire, this);
    }

    /// <summary>The body has ended.</summary>
    public void End()
    {
        if (_isArmed)
            alarms.TryDisarm(this);
        link.Unregister();
    }

    /// <summary>What the caller is told in place of the body's own cancellation; null: that.</summary>
    public Exception? Explain(OperationCanceledException thrown)
    {
        if (_hasFired)
            return new TimeoutException($"The body did not end within {timeout}; its token was fired, and it ended cancelled.", thrown);
        if (outer.IsCancellationRequested && thrown.CancellationToken != outer)
            return new OperationCanceledException(thrown.Message, thrown, outer);
        return null;
    }

    private void Fire()
    {
        // The caller's own token may have come first; then it was that.
        if (source.IsCancellationRequested)
            return;
        _hasFired = true;
        source.Cancel();
    }
}
