using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// State that only few reads of a oneshot need, such as a token, an ExecutionContext, or an error other than the end of the channel.
/// </summary>
internal sealed class OneshotReadExtras
{
    /// <summary>The token that cancels the read. After a cancellation or an abort, the token of its exception.</summary>
    public CancellationToken Token;
    public CancellationTokenRegistration Registration;
    public ExecutionContext? Flow;

    /// <summary>The task that has the read in its abort list, if that is not the target of the read.</summary>
    public IWaitingTask? Task;
    public Exception? Error;
}
