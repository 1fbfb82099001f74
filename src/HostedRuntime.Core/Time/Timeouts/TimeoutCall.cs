using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>One call of a body with a time limit: the token of the body and the end of the time.</summary>
/// <remarks>A body that is ready at once, the most frequent case, costs its token and one reading of the clock.</remarks>
internal readonly struct TimeoutCall
{
    private TimeoutCall(CancellationTokenSource source, TimeSpan timeout, CancellationToken outer)
    {
        Source = source;
        Timeout = timeout;
        Context = ThreadContext.CurrentOrNull;
        Caller = Context?.Task;
        // In a runtime that the caller entered, the clock of that runtime counts and not that of the caller's task.
        TimerSource = TimerSource.Of(Context?.Entered?.Clock ?? Caller?.TimeProvider);
        Start = TimerSource.Now;
        if (outer.CanBeCanceled)
            Outer = new CallerToken(source, outer);
    }

    /// <summary>The source of the body's token.</summary>
    public CancellationTokenSource Source { get; }

    public TimeSpan Timeout { get; }

    /// <summary>The state of the calling thread, or null.</summary>
    public ThreadContext? Context { get; }

    /// <summary>The calling task; null if there is none.</summary>
    public IWaitingTask? Caller { get; }

    public TimerSource TimerSource { get; }

    /// <summary>The link from the caller's token to the body.</summary>
    public CallerToken Outer { get; }

    /// <summary>The start of the call, as a timestamp of <see cref="TimerSource"/>.</summary>
    public long Start { get; }

    public static Task RunAsync(TimeSpan timeout, Func<CancellationToken, Task> body, CancellationToken outer)
    {
        if (outer.IsCancellationRequested)
            return CanceledWait.Of(outer).AsTask();
        var call = new TimeoutCall(new CancellationTokenSource(), timeout, outer);
        var task = call.StartBody(body);
        return call.IsOver(task) ? task : TimeoutWait<Unit>.Start(task, call);
    }

    public static Task<T> RunAsync<T>(TimeSpan timeout, Func<CancellationToken, Task<T>> body, CancellationToken outer)
    {
        if (outer.IsCancellationRequested)
            return CanceledWait.Of<T>(outer).AsTask();
        var call = new TimeoutCall(new CancellationTokenSource(), timeout, outer);
        var task = call.StartBody(body);
        return call.IsOver(task) ? task : TimeoutWait<T>.Start(task, call);
    }

    private TTask StartBody<TTask>(Func<CancellationToken, TTask> body) where TTask : Task
        => (Outer.Token.CanBeCanceled ? StartLinkedBody(body) : body(Source.Token))
            ?? throw new InvalidOperationException("The body returned null where a Task was due.");

    /// <summary>A method of its own, because the locals of a method with a finally block all live on the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TTask? StartLinkedBody<TTask>(Func<CancellationToken, TTask?> body) where TTask : Task
    {
        TTask? task = null;
        try
        {
            return task = body(Source.Token);
        }
        finally
        {
            if (task is null)
                Outer.Unlink();
        }
    }

    private bool IsOver(Task body)
    {
        // If the caller's token ended the body, TimeoutWait still has to report the cancellation with that token.
        if (!body.IsCompletedSuccessfully && !(body.IsCompleted && !Outer.Token.IsCancellationRequested))
            return false;
        Outer.Unlink();
        return true;
    }
}
