namespace HostedRuntime.Waiting;

/// <summary>
/// Which clock this thread waits by: that of the runtime it entered, otherwise of the task it polls, otherwise of the runtime it belongs
/// to, otherwise the system's.
/// </summary>
internal static class CurrentClock
{
    /// <summary>Written together with the thread's own runtime.</summary>
    [ThreadStatic]
    public static TimeProvider? OfThread;

    public static TimeProvider Value
    {
        get
        {
            var cell = PollCell.OfThisThreadIfAny;
            return cell?.Entered?.Clock ?? cell?.Task?.TimeProvider ?? OfThread ?? TimeProvider.System;
        }
    }
}
