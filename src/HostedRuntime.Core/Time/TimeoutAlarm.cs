using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>Fires the token of a body whose time is over, in a poll of the task that waits, and says what the end of such a body means.</summary>
internal abstract class TimeoutAlarm : Alarm
{
    private static readonly Action<object?> s_fire = static alarm => ((TimeoutAlarm)alarm!).Fire();

    private TimeoutCall _call;
    private IWaitingTask? _task;
    private bool _isArmed;
    private bool _hasRung;
    private bool _hasFired;

    /// <summary>Where the body is awaited: on the task that called, else on no particular thread.</summary>
    protected bool IsOnTask => _task is not null;

    public override bool TryExpire() => true;

    /// <summary>What is registered with the token is user code.</summary>
    public override void Ring()
    {
        if (_task is null)
            _call.Alarms.Run(s_fire, this);
        else
            _task.Resume(s_fire, this);
    }

    protected void Arm(in TimeoutCall call)
    {
        _call = call;
        _task = PollCell.CurrentTask;
        var due = call.Due;
        if (due == Alarms.Never)
            return;
        _isArmed = call.Alarms.TryArm(this, due);
        if (_isArmed)
            return;
        _hasRung = true;
        if (_task is null)
            ThreadPool.UnsafeQueueUserWorkItem(s_fire, this, preferLocal: true);
        else
            Ring();
    }

    /// <summary>The body has ended. False: the alarm has rung, and may be about to fire.</summary>
    protected bool TryEnd()
    {
        _call.Unlink();
        if (_hasRung || (_isArmed && !_call.Alarms.TryDisarm(this)))
            return false;
        _isArmed = false;
        _call = default;
        _task = null;
        return true;
    }

    /// <summary>What the caller is told in place of the body's own cancellation; null: that.</summary>
    protected Exception? Explain(OperationCanceledException thrown)
    {
        if (_hasFired)
            return new TimeoutException($"The body did not end within {_call.Timeout}; its token was fired, and it ended cancelled.", thrown);
        if (_call.Outer.IsCancellationRequested && thrown.CancellationToken != _call.Outer)
            return new OperationCanceledException(thrown.Message, thrown, _call.Outer);
        return null;
    }

    private void Fire()
    {
        // The caller's own token may have come first; then it was that.
        if (_call.Source.IsCancellationRequested)
            return;
        _hasFired = true;
        _call.Source.Cancel();
    }
}
