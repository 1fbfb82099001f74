namespace HostedRuntime.Waiting;

/// <summary>
/// What few waits need: a token of their own, a flow, an error, a task that is not where they go on. Apart, because a million parked tasks
/// would else carry room for it; kept by its waiter from use to use, so that pooled waits allocate it once.
/// </summary>
internal sealed class WaitExtras
{
    public ExecutionContext? Flow;

    /// <summary>The task in whose abort list the wait stands, where that is not its target.</summary>
    public IWaitingTask? Task;

    /// <summary>The task that shows a shielded wait to those who look, because the wait stands in no abort list.</summary>
    public IWaitingTask? ShownBy;
    public CancellationTokenRegistration Registration;
    public bool IsRegistered;

    /// <summary>The exception of a cancelled, aborted or failed wait; written by the winner before it signals.</summary>
    public Exception? Error;

    public bool IsEmpty => Flow is null && Task is null && ShownBy is null && !IsRegistered && Error is null;

    public void Clear()
    {
        Flow = null;
        Task = null;
        ShownBy = null;
        Registration = default;
        IsRegistered = false;
        Error = null;
    }
}
