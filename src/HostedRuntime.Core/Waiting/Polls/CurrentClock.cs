namespace HostedRuntime.Waiting;

/// <summary>
/// The clock by which this thread waits. It is the clock of the runtime that the thread entered, otherwise of the task that it polls.
/// Without either it is that of the thread's runtime, otherwise the system's.
/// </summary>
internal static class CurrentClock
{
    /// <summary>The clock of the runtime that this thread belongs to. Written together with that runtime.</summary>
    [ThreadStatic]
    public static TimeProvider? OfThread;

    public static TimeProvider Value
    {
        get
        {
            var context = ThreadContext.CurrentOrNull;
            return context?.Entered?.Clock ?? context?.Task?.TimeProvider ?? OfThread ?? TimeProvider.System;
        }
    }
}
