using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Which runtime this thread is in: the one it entered, otherwise that of the task it polls, otherwise the one that it belongs to.
/// </summary>
internal static class CurrentRuntime
{
    [ThreadStatic]
    private static IRuntimeHandle? t_ofThread;

    /// <summary>The runtime that this thread belongs to: set for good on the threads of a runtime, and for a while by a BlockOn.</summary>
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

    public static IRuntimeHandle? Handle
    {
        get
        {
            if (PollCell.OfThisThreadIfAny is not { } cell)
                return OfThread;
            if (RuntimeEntry.Of(cell) is { } entry)
                return entry.Handle;
            return ((RuntimeTask?)cell.Task)?.Owner switch
            {
                IRuntimeHandle handle => handle,
                GuestTasks guests => guests.Handle,
                BranchOwner owner => owner.Branch,
                _ => OfThread,
            };
        }
    }
}
