namespace HostedRuntime.Scheduling;

/// <summary>Tells which worker this thread is, whatever the flavor of its runtime. A thread of the ThreadPool is no worker.</summary>
internal static class CurrentWorker
{
    public static int? Index => Worker.Current?.Core?.Index ?? (CurrentThreadWorker.Current is null ? null : CurrentThreadWorker.OnlyIndex);

    /// <summary>True if another thread can take over the core of this worker while its thread waits.</summary>
    public static bool CanBeReplaced => Worker.Current?.Core is not null;
}
