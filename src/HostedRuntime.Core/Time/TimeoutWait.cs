using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>
/// The wait for a body that was given a time: what an async method around <c>await body</c> would do, written out, because its state machine and
/// delegate cost as much as all the rest of a timeout. Kept for the next timeouts of its thread, with its alarm.
/// </summary>
/// <typeparam name="T">What the body returns; <see cref="Nothing"/> for none.</typeparam>
internal sealed class TimeoutWait<T> : TimeoutAlarm
{
    private readonly Action _onEnded;
    private AsyncTaskMethodBuilder<T> _result;
    private Task? _body;

    private TimeoutWait() => _onEnded = OnEnded;

    public static Task<T> Start(Task body, in TimeoutCall call)
    {
        var wait = call.Cell?.FreeTimeouts.TryPop<TimeoutWait<T>>() ?? new TimeoutWait<T>();
        wait._body = body;
        wait._result = AsyncTaskMethodBuilder<T>.Create();
        var result = wait._result.Task;
        wait.Arm(call);
        // On the task that called, because there the end of the body runs this at once; off the runtime on no particular thread.
        if (call.Caller is not null)
            body.GetAwaiter().UnsafeOnCompleted(wait._onEnded);
        else
            body.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(wait._onEnded);
        return result;
    }

    private void OnEnded()
    {
        var body = _body!;
        var result = _result;
        var error = body.IsCompletedSuccessfully ? null : ErrorOf(body);
        _body = null;
        _result = default;
        // Otherwise it is its alarm's.
        if (TryEnd() && !PollCell.OfThisThread.FreeTimeouts.TryPush(this))
            Leave();

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
