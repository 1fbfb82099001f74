using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>Which runtime this thread is in: that of the task it polls, else the one it entered.</summary>
internal static class CurrentRuntime
{
    [ThreadStatic]
    private static IRuntimeHandle? t_ofThread;

    /// <summary>Set for good on the threads of a runtime, for a while by <see cref="IRuntimeHandle.Enter"/>.</summary>
    public static IRuntimeHandle? OfThread
    {
        get => t_ofThread;
        set
        {
            t_ofThread = value;
            CurrentClock.OfThread = value?.TimeProvider;
        }
    }

    /// <summary>The task in whose poll this thread is.</summary>
    public static RuntimeTask? Task => (RuntimeTask?)PollCell.CurrentTask;

    public static IRuntimeHandle? Handle => Task?.Owner switch
    {
        IRuntimeHandle handle => handle,
        GuestTasks guests => guests.Runtime,
        BranchOwner owner => owner.Branch,
        _ => OfThread,
    };
}
