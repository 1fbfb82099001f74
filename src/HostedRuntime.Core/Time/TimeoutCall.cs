using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>
/// A body that was given a time: its token, and once it has to be waited for the alarm that fires the token. It fires in a poll of the task
/// that waits, also while another branch of that task computes.
/// </summary>
/// <remarks>A body that is ready at once costs its token and a reading of the clock: that is the call that happens a million times.</remarks>
internal readonly struct TimeoutCall
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _outer;
    private readonly CancellationTokenRegistration _link;
    private readonly Alarms _alarms;
    private readonly TimeSpan _timeout;
    private readonly long _start;

    private TimeoutCall(CancellationTokenSource source, TimeSpan timeout, CancellationToken outer)
    {
        _source = source;
        _timeout = timeout;
        _outer = outer;
        _alarms = Alarms.Current;
        _start = _alarms.Now;
        // Not a linked source: that has to be disposed, and must not be while the alarm fires it.
        if (outer.CanBeCanceled)
            _link = outer.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    public static Task RunAsync(TimeSpan timeout, Func<CancellationToken, Task> body, CancellationToken outer)
    {
        if (outer.IsCancellationRequested)
            return CanceledWait.Of(outer).AsTask();
        var call = new TimeoutCall(new CancellationTokenSource(), timeout, outer);
        var task = call.Start(body);
        return call.IsOver(task) ? task : EndAsync(task, call.Arm());
    }

    public static Task<T> RunAsync<T>(TimeSpan timeout, Func<CancellationToken, Task<T>> body, CancellationToken outer)
    {
        if (outer.IsCancellationRequested)
            return CanceledWait.Of<T>(outer).AsTask();
        var call = new TimeoutCall(new CancellationTokenSource(), timeout, outer);
        var task = call.Start(body);
        return call.IsOver(task) ? task : EndAsync(task, call.Arm());
    }

    private static async Task EndAsync(Task body, TimeoutAlarm alarm)
    {
        try
        {
            await body.ConfigureAwait(alarm.IsOnTask);
        }
        catch (OperationCanceledException e) when (alarm.Explain(e) is { } explained)
        {
            throw explained;
        }
        finally
        {
            alarm.End();
        }
    }

    private static async Task<T> EndAsync<T>(Task<T> body, TimeoutAlarm alarm)
    {
        try
        {
            return await body.ConfigureAwait(alarm.IsOnTask);
        }
        catch (OperationCanceledException e) when (alarm.Explain(e) is { } explained)
        {
            throw explained;
        }
        finally
        {
            alarm.End();
        }
    }

    private TTask Start<TTask>(Func<CancellationToken, TTask> body) where TTask : Task
    {
        TTask? task = null;
        try
        {
            task = body(_source.Token);
        }
        finally
        {
            if (task is null)
                _link.Unregister();
        }

        return task ?? throw new InvalidOperationException("The body returned null where a Task was due.");
    }

    private bool IsOver(Task body)
    {
        if (!body.IsCompletedSuccessfully && !(body.IsCompleted && !_outer.IsCancellationRequested))
            return false;
        _link.Unregister();
        return true;
    }

    private TimeoutAlarm Arm()
    {
        var alarm = new TimeoutAlarm(_source, _link, _alarms, _timeout, _outer);
        alarm.Arm(_alarms.After(_start, _timeout));
        return alarm;
    }
}
