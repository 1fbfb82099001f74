namespace HostedRuntime.Dashboard.Feed;

/// <summary>The figures of the process.</summary>
/// <param name="HeapBytes">The bytes of the heap of the garbage collector, garbage included.</param>
/// <param name="PauseSeconds">How long collections have stopped all threads in the last second.</param>
/// <param name="CpuPercent">The use of all processors together in the last second.</param>
internal sealed record ProcessFigures(long HeapBytes, double PauseSeconds, double CpuPercent)
{
    public static ProcessFigures None { get; } = new(0, 0, 0);
}

/// <summary>Reads the figures of the process. Caller holds the lock of the feed.</summary>
internal sealed class ProcessReader
{
    private (TimeSpan Pause, TimeSpan Cpu, double Time)? _before;

    public ProcessFigures Read(double time)
    {
        var pause = GC.GetTotalPauseDuration();
        var cpu = OperatingSystem.IsBrowser() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() ? TimeSpan.Zero : Environment.CpuUsage.TotalTime;
        var heap = GC.GetTotalMemory(forceFullCollection: false);
        var figures = _before is var (pauseBefore, cpuBefore, at) && time > at
            ? new ProcessFigures(heap, (pause - pauseBefore).TotalSeconds / (time - at), (cpu - cpuBefore).TotalSeconds / (time - at) / Environment.ProcessorCount * 100)
            : new ProcessFigures(heap, 0, 0);
        _before = (pause, cpu, time);
        return figures;
    }
}
