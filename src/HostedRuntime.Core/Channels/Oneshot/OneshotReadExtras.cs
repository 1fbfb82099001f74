using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>What few reads of a oneshot need: a token of their own, a flow, a task that is not where they go on, an error that is not the end of the channel.</summary>
internal sealed class OneshotReadExtras
{
    /// <summary>Ends the read; once it was cancelled or aborted, for the exception.</summary>
    public CancellationToken Token;
    public CancellationTokenRegistration Registration;
    public ExecutionContext? Flow;

    /// <summary>The task in whose abort list the read stands, where that is not its target.</summary>
    public IWaitingTask? Task;
    public Exception? Error;
}
