using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>Which runtime this thread is in: that of the task it polls, else the one it entered.</summary>
internal static class CurrentRuntime
{
    /// <summary>Set for good on the threads of a runtime, for a while by <see cref="IRuntimeHandle.Enter"/>.</summary>
    [ThreadStatic]
    public static IRuntimeHandle? OfThread;

    /// <summary>The task in whose poll this thread is.</summary>
    public static RuntimeTask? Task => (RuntimeTask?)PollCell.CurrentTask;

    public static IRuntimeHandle? Handle => Task?.Owner switch
    {
        IRuntimeHandle handle => handle,
        BlockOnPump pump => pump.Runtime,
        BranchOwner owner => owner.Branch,
        _ => OfThread,
    };
}
