using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Time;

/// <summary>A call of a body that was given a time: the body's token, and when the time is over.</summary>
/// <remarks>A body that is ready at once costs its token and a reading of the clock: that is the call that happens a million times.</remarks>
internal readonly struct TimeoutCall
{
    private TimeoutCall(CancellationTokenSource source, TimeSpan timeout, CancellationToken outer)
    {
        Source = source;
        Timeout = timeout;
        Cell = PollCell.OfThisThreadIfAny;
        Caller = Cell?.Task;
        // In a runtime that the caller entered, the time goes by that one's clock and not by that of the caller's task.
        Alarms = Alarms.Of(Cell?.Entered?.Clock ?? Caller?.TimeProvider);
        Start = Alarms.Now;
        if (outer.CanBeCanceled)
            Outer = new OuterToken(source, outer);
    }

    /// <summary>Of the body's token.</summary>
    public CancellationTokenSource Source { get; }

    public TimeSpan Timeout { get; }

    /// <summary>Of the thread that called.</summary>
    public PollCell? Cell { get; }

    /// <summary>The task that called; null: none.</summary>
    public IWaitingTask? Caller { get; }

    public Alarms Alarms { get; }

    /// <summary>The caller's token.</summary>
    public OuterToken Outer { get; }

    /// <summary>When the time began, as a timestamp of <see cref="Alarms"/>.</summary>
    public long Start { get; }

    public static Task RunAsync(TimeSpan timeout, Func<CancellationToken, Task> body, CancellationToken outer)
    {
        if (outer.IsCancellationRequested)
            return CanceledWait.Of(outer).AsTask();
        var call = new TimeoutCall(new CancellationTokenSource(), timeout, outer);
        var task = call.StartBody(body);
        return call.IsOver(task) ? task : TimeoutWait<Nothing>.Start(task, call);
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

    /// <summary>By itself, for all of a method with a finally in it lives on the stack.</summary>
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
        // One that ended cancelled by the caller's token is still to be told as that.
        if (!body.IsCompletedSuccessfully && !(body.IsCompleted && !Outer.Token.IsCancellationRequested))
            return false;
        Outer.Unlink();
        return true;
    }
}
