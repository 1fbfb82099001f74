using System.Diagnostics;
using System.Globalization;

namespace HostedRuntime.Benchmarks.SideBySide;

/// <summary>
/// Runs both sides of a workload in alternating repetitions, so that drift of the machine affects both equally. Prints the median and the
/// minimum of each side as one line of JSON.
/// </summary>
internal static class Measurement
{
    // After this time tiered compilation has settled. With less, the first rows of a process would look slow.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_budget = TimeSpan.FromMilliseconds(2500);
    private const int FewestRuns = 15;
    private const int MostRuns = 2000;

    public static void Run(Workload workload, IRuntime runtime)
    {
        List<Side> sides = [new("runtime", () => workload.Runtime(runtime))];
        if (workload.DotNet is not null)
            sides.Add(new("dotnet", workload.DotNet));

        var start = Stopwatch.GetTimestamp();
        for (var run = 0; run < 3 || Stopwatch.GetElapsedTime(start) < s_warmUp; run++)
            sides.ForEach(static side => side.Body());

        GC.Collect();
        start = Stopwatch.GetTimestamp();
        for (var run = 0; run < FewestRuns || (Stopwatch.GetElapsedTime(start) < s_budget && run < MostRuns); run++)
            sides.ForEach(side => side.Measure(workload.Operations));

        foreach (var side in sides)
            Console.WriteLine(side.ToJson(workload));
    }

    private sealed class Side(string name, Action body)
    {
        private readonly List<double> _times = [];
        private readonly List<double> _bytes = [];

        public Action Body => body;

        public void Measure(int operations)
        {
            var bytes = GC.GetTotalAllocatedBytes(precise: false);
            var start = Stopwatch.GetTimestamp();
            body();
            _times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations);
            _bytes.Add((double)(GC.GetTotalAllocatedBytes(precise: false) - bytes) / operations);
        }

        public string ToJson(Workload workload)
        {
            _times.Sort();
            return string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"name":"{{workload.Name}}","side":"{{name}}","ns_per_op":{{_times[_times.Count / 2]:0.0}},"min":{{_times[0]:0.0}},"bytes":{{_bytes.Average():0.0}},"runs":{{_times.Count}}}""");
        }
    }
}
