using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>Fires the token of a body whose time is over, in a poll of the task that waits, and says what the end of such a body means.</summary>
internal abstract class TimeoutAlarm : StandingAlarm
{
    private static readonly Action<object?> s_fire = static alarm => ((TimeoutAlarm)alarm!).Fire();

    private Alarms? _alarms;
    private IWaitingTask? _task;
    private CancellationTokenSource? _source;
    private TimeSpan _timeout;
    private OuterToken _outer;
    private bool _isArmed;
    private bool _hasRung;
    private bool _hasFired;
    private Exception? _failure;

    /// <summary>What is registered with the token is user code.</summary>
    public override void Ring()
    {
        if (_task is null)
            _alarms!.Run(s_fire, this);
        else
            _task.Resume(s_fire, this);
    }

    /// <summary>Without a clock the time has no end, so the body is ended now, and the caller gets the clock's error.</summary>
    public override void Fail(Exception error)
    {
        _failure = error;
        Ring();
    }

    /// <summary>Arms the alarm for the end of the body's time.</summary>
    protected void Arm(in TimeoutCall call)
    {
        _task = call.Caller;
        _source = call.Source;
        _timeout = call.Timeout;
        if (call.Outer.Token.CanBeCanceled)
            _outer = call.Outer;
        var due = call.Alarms.After(call.Start, _timeout);
        if (due == Alarms.Never)
            return;
        _alarms = call.Alarms;
        try
        {
            _isArmed = TryArm(_alarms, due);
        }
        catch (Exception error)
        {
            // The body runs already: it is ended, and the caller gets the error.
            _failure = error;
        }

        if (_isArmed)
            return;
        _hasRung = true;
        if (_task is null)
            Uninterrupted.Queue(s_fire, this, preferLocal: true);
        else
            Ring();
    }

    /// <summary>The body has ended. False: the alarm has rung, and may be about to fire.</summary>
    protected bool TryEnd()
    {
        if (_outer.Token.CanBeCanceled)
            _outer.Unlink();
        if (_hasRung || (_isArmed && !TryDisarm(_alarms!)))
            return false;
        _isArmed = false;
        // It may wait for its next use for long, and keeps nothing alive meanwhile, a runtime that has ended least of all.
        _alarms = null;
        _task = null;
        _source = null;
        if (_outer.Token.CanBeCanceled)
            _outer = default;
        return true;
    }

    /// <summary>What the caller is told in place of the body's own cancellation; null: that.</summary>
    protected Exception? Explain(OperationCanceledException thrown)
    {
        if (_hasFired && _failure is not null)
            return _failure;
        if (_hasFired)
            return new TimeoutException($"The body did not end within {_timeout}; its token was fired, and it ended cancelled.", thrown);
        if (_outer.Token.IsCancellationRequested && thrown.CancellationToken != _outer.Token)
            return new OperationCanceledException(thrown.Message, thrown, _outer.Token);
        return null;
    }

    private void Fire()
    {
        // The caller's own token may have come first; then it was that.
        if (_source!.IsCancellationRequested)
            return;
        _hasFired = true;
        _source.Cancel();
    }
}
