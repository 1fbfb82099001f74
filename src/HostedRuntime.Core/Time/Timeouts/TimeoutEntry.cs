using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>
/// Fires the token of a body when its timeout has elapsed, in a poll of the waiting task. Also chooses the exception for a body that
/// ended after that.
/// </summary>
internal abstract class TimeoutEntry : ReusableTimerEntry
{
    private static readonly Action<object?> s_fire = static entry => ((TimeoutEntry)entry!).CancelBody();

    private TimerSource? _timers;
    private IWaitingTask? _task;
    private CancellationTokenSource? _source;
    private TimeSpan _timeout;
    private CallerToken _outer;
    private bool _isArmed;
    private bool _hasRung;
    private bool _hasFired;
    private Exception? _failure;

    /// <summary>Fires the token elsewhere, because callbacks that are registered with it are user code.</summary>
    public override void Fire()
    {
        if (_task is null)
            _timers!.Run(s_fire, this);
        else
            _task.Resume(s_fire, this);
    }

    /// <summary>Cancels the body now, because without a clock its time would never end. The caller gets the clock's error.</summary>
    public override void Fail(Exception error)
    {
        _failure = error;
        Fire();
    }

    /// <summary>Arms the timer for the end of the body's time.</summary>
    protected void Arm(in TimeoutCall call)
    {
        _task = call.Caller;
        _source = call.Source;
        _timeout = call.Timeout;
        if (call.Outer.Token.CanBeCanceled)
            _outer = call.Outer;
        var due = call.TimerSource.After(call.Start, _timeout);
        if (due == TimerSource.Never)
            return;
        _timers = call.TimerSource;
        try
        {
            _isArmed = TryArm(_timers, due);
        }
        catch (Exception error)
        {
            // The body runs already. So it is cancelled, and the caller gets the error.
            _failure = error;
        }

        if (_isArmed)
            return;
        _hasRung = true;
        if (_task is null)
            Uninterrupted.Queue(s_fire, this, preferLocal: true);
        else
            Fire();
    }

    /// <summary>Disarms the timer. Called when the body has ended.</summary>
    /// <returns>True if this object can be used again; false if the timer has fired, so that the token may be about to fire.</returns>
    protected bool TryEnd()
    {
        if (_outer.Token.CanBeCanceled)
            _outer.Unlink();
        if (_hasRung || (_isArmed && !TryDisarm(_timers!)))
            return false;
        _isArmed = false;
        // The next use may come late. Until then this object must keep nothing alive, for example a runtime that has ended.
        _timers = null;
        _task = null;
        _source = null;
        if (_outer.Token.CanBeCanceled)
            _outer = default;
        return true;
    }

    /// <summary>Returns the exception that the caller gets instead of the body's own cancellation, or null if it gets that one.</summary>
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

    private void CancelBody()
    {
        // If the caller's own token has fired first, that is the reason of the cancellation.
        if (_source!.IsCancellationRequested)
            return;
        _hasFired = true;
        _source.Cancel();
    }
}
