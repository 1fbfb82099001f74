namespace HostedRuntime.Waiting;

/// <summary>Which clock this thread waits by: that of the task it polls, else of the runtime it entered, else the system's.</summary>
internal static class CurrentClock
{
    /// <summary>Written together with the thread's current runtime.</summary>
    [ThreadStatic]
    public static TimeProvider? OfThread;

    public static TimeProvider Value => PollCell.CurrentTask?.TimeProvider ?? OfThread ?? TimeProvider.System;
}
