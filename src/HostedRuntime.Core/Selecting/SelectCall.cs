using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using HostedRuntime.Waiting;

namespace HostedRuntime.Selecting;

/// <summary>
/// A call of <see cref="Selection.WaitAsync"/> that has to wait: the source of the ValueTask that the caller awaits, over all rounds.
/// </summary>
/// <remarks>
/// <para>Rounds. The end of a round resumes the task of the caller, and that poll ends the round here, even if the call is not awaited yet:
/// the places of the other cases must not block the waiters behind them. If a case was taken, the code of the caller usually goes on in
/// the same poll. Otherwise the next round begins.</para>
/// <para>Reuse. A selection has one caller at a time, so one object serves all its calls.</para>
/// </remarks>
internal sealed class SelectCall(Selection selection) : Resumption, IValueTaskSource<SelectCase?>, IMethodLink
{
    private static readonly Action<object?> s_goOn = static call => ((SelectCall)call!).GoOn();

    private IWaitingTask? _task;
    private CancellationToken _cancellationToken;

    /// <summary>Where the rounds end.</summary>
    private ResumePlace _place;

    // The code of the caller and its place. Written before the call is marked as awaited.
    private Action<object?>? _continuation;
    private object? _state;
    private ResumePlace _callerPlace;

    // The outcome. Written before the call is marked as signaled.
    private SelectCase? _taken;
    private Exception? _error;

    /// <summary>Whether the call is over, and whether it is awaited. A call is decided by its rounds, not here.</summary>
    private WaitState _end;
    private short _version;

    public override Task? Method => MethodOf(_state);

    string? IMethodLink.StackName => null;

    /// <summary>The wait of the present round.</summary>
    object? IMethodLink.Method => selection.Round;

    object? IMethodLink.Outcome => null;

    /// <summary>Begins to wait.</summary>
    /// <param name="task">The current task, or null.</param>
    /// <param name="ct">Cancels the call.</param>
    public ValueTask<SelectCase?> Begin(IWaitingTask? task, CancellationToken ct)
    {
        selection.IsWaiting = true;
        _end.Reset();
        (_task, _cancellationToken) = (task, ct);
        var isOver = true;
        try
        {
            isOver = selection.TryBegin(task, ct, out _taken);
        }
        catch (Exception error)
        {
            _error = error;
        }

        var pending = new ValueTask<SelectCase?>(this, _version);
        if (isOver)
        {
            _end.Signal();
        }
        else
        {
            _place = ResumePlace.Of(ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
            selection.Round.AwaitAt(_place, s_goOn, this);
        }

        return pending;
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        CheckVersion(token);
        if (!_end.IsSignaled)
            return ValueTaskSourceStatus.Pending;
        return _error switch
        {
            null => ValueTaskSourceStatus.Succeeded,
            OperationCanceledException => ValueTaskSourceStatus.Canceled,
            _ => ValueTaskSourceStatus.Faulted,
        };
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        CheckVersion(token);
        if (_end.IsAwaited)
            throw MisusedAwait.AwaitedTwice();
        (_continuation, _state) = (continuation, state);
        var place = _callerPlace = ResumePlace.Of(flags);
        if (!_end.TryAwait())
            place.Dispatch(continuation, state);
    }

    public SelectCase? GetResult(short token)
    {
        CheckVersion(token);
        if (!_end.IsSignaled)
            throw MisusedAwait.NotOver();
        var (taken, error) = (_taken, _error);
        (_taken, _error) = (null, null);
        (_task, _cancellationToken, _place, _callerPlace) = (null, default, default, default);
        (_continuation, _state) = (null, null);
        _version++;
        selection.IsWaiting = false;
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
        return taken;
    }

    public override void Run(ThreadContext? context) => GoOn();

    public override Delegate AsCallback(out object? state)
    {
        state = this;
        return s_goOn;
    }

    public override bool Continues(Task method, IWaitingTask task) => Continues(_state, method);

    /// <summary>Ends a round. Begins the next one if nothing was taken, otherwise goes on with the code of the caller.</summary>
    private void GoOn()
    {
        if (!TryEndRound())
        {
            selection.Round.AwaitAt(_place, s_goOn, this);
            return;
        }

        // Read before, because a caller that finds the end without an await may begin the next call at once.
        var place = _place;
        if (!_end.Signal())
            return;
        if (place.IsSame(_callerPlace))
            _continuation!(_state);
        else
            _callerPlace.Dispatch(_continuation!, _state);
    }

    /// <summary>Ends a round that has its outcome.</summary>
    /// <returns>True if the call is over; false if the next round has begun.</returns>
    private bool TryEndRound()
    {
        try
        {
            // The withdrawal of a cancelled round has given all places back.
            _error = selection.Round.TakeOutcome();
            return _error is not null || selection.TryEndRound(_task, _cancellationToken, out _taken);
        }
        catch (Exception error)
        {
            _error = error;
            return true;
        }
    }

    private void CheckVersion(short token)
    {
        if (token != _version)
            throw MisusedAwait.AwaitedBefore();
    }
}
