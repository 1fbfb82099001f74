namespace HostedRuntime.Benchmarks.SideBySide;

/// <summary>The rows of the table: the timed ones, and the one of memory.</summary>
internal static class SideBySideRows
{
    public static IEnumerable<string> Names => Workloads.All.Select(static workload => workload.Name).Append(ResidentMemory.Name);

    /// <summary>Prints the lines of one row, or of all. A name that is not known prints nothing: the comparison asks for rows to come.</summary>
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
