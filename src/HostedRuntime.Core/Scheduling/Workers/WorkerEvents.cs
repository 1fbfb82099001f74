using static HostedRuntime.Diagnostics.RuntimeEventSource;

namespace HostedRuntime.Scheduling;

/// <summary>Writes the events of a worker's thread, and calls the hooks of the same moments. Owner thread only.</summary>
internal static class WorkerEvents
{
    public static void OnStarted(ThreadSettings settings, int worker)
    {
        if (Log.IsEnabled())
            Log.WorkerStarted(settings.Probe.Runtime, worker);
        WorkerHooks.Invoke(settings.Hooks.ThreadStarted, worker);
    }

    public static void OnEnding(ThreadSettings settings, int worker)
    {
        if (Log.IsEnabled())
            Log.WorkerEnded(settings.Probe.Runtime, worker);
        WorkerHooks.Invoke(settings.Hooks.ThreadStopping, worker);
    }

    /// <summary>Called when the worker has found no work. If the hook spawns a task, it does not park.</summary>
    public static void OnParking(ThreadSettings settings, int worker)
    {
        if (Log.IsEnabled())
            Log.WorkerParked(settings.Probe.Runtime, worker);
        WorkerHooks.Invoke(settings.Hooks.WorkerParking, worker);
    }

    public static void OnUnparked(ThreadSettings settings, int worker)
    {
        if (Log.IsEnabled())
            Log.WorkerUnparked(settings.Probe.Runtime, worker);
        WorkerHooks.Invoke(settings.Hooks.WorkerUnparked, worker);
    }
}
