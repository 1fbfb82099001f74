namespace HostedRuntime.Benchmarks.SideBySide;

/// <summary>The rows of the table: the timed rows and the memory row.</summary>
internal static class SideBySideRows
{
    public static IEnumerable<string> Names => Workloads.All.Select(static workload => workload.Name).Append(ResidentMemory.Name);

    /// <summary>
    /// Prints the lines of one row, or of all rows. For an unknown name it prints nothing, because a comparison may name rows that this
    /// build does not have yet.
    /// </summary>
    public static void Run(string? name)
    {
        using (var runtime = ThisProgram.CreateRuntime())
        {
            foreach (var workload in Workloads.All.Where(workload => name is null || workload.Name == name))
                Measurement.Run(workload, runtime);
        }

        if (name is null or ResidentMemory.Name)
            ResidentMemory.RunBothSides();
    }
}
