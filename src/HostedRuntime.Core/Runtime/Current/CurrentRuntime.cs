using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// The current runtime of this thread: the runtime that it entered, otherwise the runtime of the task it polls, otherwise its owner.
/// </summary>
internal static class CurrentRuntime
{
    [ThreadStatic]
    private static IRuntimeHandle? t_ofThread;

    /// <summary>The runtime that this thread belongs to. Set once on the threads of a runtime, and by a BlockOn until it returns.</summary>
    public static IRuntimeHandle? OfThread
    {
        get => t_ofThread;
        set
        {
            t_ofThread = value;
            CurrentClock.OfThread = value?.TimeProvider;
        }
    }

    /// <summary>The task that this thread polls, or null.</summary>
    public static RuntimeTask? Task => (RuntimeTask?)ThreadContext.CurrentTask;

    public static IRuntimeHandle? Handle
    {
        get
        {
            if (ThreadContext.CurrentOrNull is not { } context)
                return OfThread;
            if (RuntimeEntry.Of(context) is { } entry)
                return entry.Handle;
            return ((RuntimeTask?)context.Task)?.Owner switch
            {
                IRuntimeHandle handle => handle,
                UntrackedTaskOwner guests => guests.Handle,
                ChildOwner owner => owner.Branch,
                _ => OfThread,
            };
        }
    }
}
