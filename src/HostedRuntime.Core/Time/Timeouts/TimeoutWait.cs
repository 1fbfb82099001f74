using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>The wait for a body with a time limit. It does what an async method around <c>await body</c> would do.</summary>
/// <remarks>
/// That method's state machine and delegate would cost as much as everything else in a timeout. This object is cached with its timer for
/// the next timeouts of the thread that ends it.
/// </remarks>
/// <typeparam name="T">The result type of the body, or <see cref="Unit"/>.</typeparam>
internal sealed class TimeoutWait<T> : TimeoutEntry, IMethodLink
{
    private readonly Action _onEnded;
    private AsyncTaskMethodBuilder<T> _result;
    private Task? _body;

    string IMethodLink.StackName => "AsyncTime.TimeoutAsync";

    object? IMethodLink.Method => _body;

    object? IMethodLink.Outcome
    {
        get
        {
            // The getter of a builder that is not in use creates a Task in the builder, so it is called on a copy.
            var result = _result;
            return _body is null ? null : result.Task;
        }
    }

    private TimeoutWait() => _onEnded = OnEnded;

    public static Task<T> Start(Task body, in TimeoutCall call)
    {
        var wait = call.Context?.FreeTimeouts.TryPop<TimeoutWait<T>>() ?? new TimeoutWait<T>();
        wait._body = body;
        wait._result = AsyncTaskMethodBuilder<T>.Create();
        var result = wait._result.Task;
        wait.Arm(call);
        // On the calling task, because the end of the body then runs the callback at once. Off the runtime it may run on any thread.
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
        // If the timer could not be disarmed, the timer still uses this object.
        if (TryEnd() && !ThreadContext.Current.FreeTimeouts.TryPush(this))
            Leave();

        // Last, because it resumes the awaiting code, which may begin the next timeout.
        if (error is null)
            result.SetResult(typeof(T) == typeof(Unit) ? default! : Unsafe.As<Task<T>>(body).Result);
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
