namespace HostedRuntime.Scheduling;

/// <summary>Which worker this thread is, whatever the flavor of its runtime. A ThreadPool thread is none.</summary>
internal static class CurrentWorker
{
    public static int? Index => Worker.Current?.Core?.Index ?? (CurrentThreadWorker.Current is null ? null : CurrentThreadWorker.OnlyIndex);

    /// <summary>True when another thread may go on in its place while it waits.</summary>
    public static bool CanBeReplaced => Worker.Current?.Core is not null;
}
