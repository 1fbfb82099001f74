using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>
/// The wait for a body that was given a time: what an async method around <c>await body</c> would do, written out, because its state machine and
/// delegate cost as much as all the rest of a timeout. Kept for the next timeouts of its thread, with its alarm.
/// </summary>
/// <remarks>
/// In BlockOn, where the body goes on in a poll of the thread, its end is found by the polls (<see cref="ISoughtEnd"/>), and the alarm is armed late:
/// at the end of the second poll, or before the thread rests. To fire the token takes a poll of that thread, so it is not fired later for that; and
/// a body that ends in its second poll never touches the wheel.
/// </remarks>
/// <typeparam name="T">What the body returns; <see cref="Nothing"/> for none.</typeparam>
internal sealed class TimeoutWait<T> : TimeoutAlarm, ISoughtEnd
{
    private readonly Action _onEnded;
    private AsyncTaskMethodBuilder<T> _result;
    private Task? _body;
    private bool _isSoughtAgain;

    private TimeoutWait() => _onEnded = OnEnded;

    public static Task<T> Start(Task body, in TimeoutCall call)
    {
        if (call is { Cell: { PollsAlone: true, Entered: null } cell, Caller: { } caller } && caller.GoesOnWith(body, cell) && Seek(cell) is { } sought)
        {
            sought._isSoughtAgain = false;
            return sought.Begin(body, call);
        }

        var wait = Rent(call.Cell);
        var result = wait.Begin(body, call);
        wait.Arm(call.Alarms);
        // On the task that called, for there the end of the body runs this at once; off the runtime on no particular thread.
        if (call.Caller is not null)
            body.GetAwaiter().UnsafeOnCompleted(wait._onEnded);
        else
            body.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(wait._onEnded);
        return result;
    }

    public bool TryFind(PollCell cell)
    {
        if (Task is not { } task)
            return false;
        var body = _body!;
        if (body.IsCompleted)
        {
            End(cell);
            return true;
        }

        if (!task.GoesOnWith(body, cell))
            GiveUp(cell);
        else if (_isSoughtAgain)
            ArmLate();
        else
            _isSoughtAgain = true;
        return false;
    }

    public void OnRest() => ArmLate();

    public void GiveUp(PollCell cell)
    {
        cell.Sought = null;
        if (Task is { } task)
        {
            ArmLate();
            task.Observe(_body!, _onEnded);
        }
        else
        {
            Return(cell);
        }
    }

    /// <summary>The one for the polls of this thread to look for; null: they look for another.</summary>
    private static TimeoutWait<T>? Seek(PollCell cell)
    {
        if (cell.Sought is TimeoutWait<T> { IsIdle: true } idle)
            return idle;
        if (cell.Sought is { IsIdle: true } other)
            other.GiveUp(cell);
        if (cell.Sought is not null)
            return null;
        var wait = Rent(cell);
        cell.Sought = wait;
        return wait;
    }

    private static TimeoutWait<T> Rent(PollCell? cell) => cell?.FreeTimeouts.TryPop<TimeoutWait<T>>() ?? new TimeoutWait<T>();

    private void Return(PollCell cell)
    {
        if (!cell.FreeTimeouts.TryPush(this))
            Leave();
    }

    private Task<T> Begin(Task body, in TimeoutCall call)
    {
        Begin(call);
        _body = body;
        _result = AsyncTaskMethodBuilder<T>.Create();
        return _result.Task;
    }

    private void OnEnded() => End(PollCell.OfThisThread);

    private void End(PollCell cell)
    {
        var body = _body!;
        var result = _result;
        var error = body.IsCompletedSuccessfully ? null : ErrorOf(body);
        _body = null;
        _result = default;
        var isSought = ReferenceEquals(cell.Sought, this);
        if (!TryEnd())
        {
            // It is its alarm's.
            if (isSought)
                cell.Sought = null;
        }
        else if (!isSought)
        {
            Return(cell);
        }

        // Last: it goes on with whoever awaits, perhaps with the next timeout.
        if (error is null)
            result.SetResult(typeof(T) == typeof(Nothing) ? default! : Unsafe.As<Task<T>>(body).Result);
        else
            result.SetException(error);
    }

    private Exception ErrorOf(Task body)
    {
        try
        {
            body.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException e)
        {
            return Explain(e) ?? e;
        }
        catch (Exception e)
        {
            return e;
        }

        throw new InvalidOperationException("A body that did not complete has no error.");
    }
}
