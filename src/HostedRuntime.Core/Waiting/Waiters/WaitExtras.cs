namespace HostedRuntime.Waiting;

/// <summary>
/// The state that few waits need: a token registration, an ExecutionContext, an error, a task that is not the target of the continuation.
/// It is a separate object to save memory while a million tasks wait. Its waiter keeps it from use to use, so a pooled waiter allocates it
/// once.
/// </summary>
internal sealed class WaitExtras
{
    public ExecutionContext? Flow;

    /// <summary>The task whose abort list holds the wait, if that task is not the target.</summary>
    public IWaitingTask? Task;

    /// <summary>The task whose description shows a shielded wait. Such a wait is in no abort list.</summary>
    public IWaitingTask? ShownBy;
    public CancellationTokenRegistration Registration;
    public bool HasTokenRegistration;

    /// <summary>The exception of a cancelled, aborted or failed wait. Written by the winner of the decision before it signals.</summary>
    public Exception? Error;

    public bool IsEmpty => Flow is null && Task is null && ShownBy is null && !HasTokenRegistration && Error is null;

    public void Clear()
    {
        Flow = null;
        Task = null;
        ShownBy = null;
        Registration = default;
        HasTokenRegistration = false;
        Error = null;
    }
}
