using System.Diagnostics;
using System.Globalization;
using HostedRuntime.Benchmarks.SideBySide;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Measures how long a snapshot of many suspended tasks takes, and what one snapshot a second of 10,000 tasks costs the other tasks of the
/// runtime. For the cost, seconds with and without a snapshot alternate.
/// </summary>
internal static class Snapshots
{
    private const int Rounds = 11;
    private const int TasksBeside = 10_000;
    private const int Pairs = 15;

    private static readonly string[] s_rows = ["spawn_many_from_worker", "yield_many", "channel_ping_pong", "mutex_contended_4"];

    public static void Run(int count)
    {
        using (var runtime = ThisProgram.CreateRuntime())
        using (var room = new WaitingRoom(count))
        {
            room.Fill(runtime);
            Console.WriteLine($"a snapshot of {count:N0} suspended tasks, ms: median [range] of {Rounds}");
            Time("all rows, no stacks", () => runtime.CaptureSnapshot(new SnapshotOptions { MaxTasks = count, WithStacks = false }));
            Time("10,000 rows, no stacks", () => runtime.CaptureSnapshot(new SnapshotOptions { WithStacks = false }));
            Time("10,000 rows, stacks (the defaults)", () => runtime.CaptureSnapshot());
            Time("10,000 rows, stacks, as text", () => runtime.CaptureSnapshot().ToText());
            Time("10,000 rows, stacks, as JSON", () => runtime.CaptureSnapshot().ToJson());
        }

        Console.WriteLine($"{TasksBeside:N0} suspended tasks beside a row, operations in a second with one snapshot to those in one without: median [range] of {Pairs}");
        using (var runtime = ThisProgram.CreateRuntime())
        using (var room = new WaitingRoom(TasksBeside))
        {
            room.Fill(runtime);
            foreach (var row in s_rows)
                Compare(Workloads.All.Single(workload => workload.Name == row), runtime);
        }
    }

    private static void Time(string what, Func<object> capture)
    {
        capture();
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            GC.KeepAlive(capture());
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Print(what, times, "0.0");
    }

    private static void Compare(Workload workload, IRuntime runtime)
    {
        RunForASecond(workload, runtime, takesSnapshot: true);
        var ratios = new List<double>();
        for (var pair = 0; pair < Pairs; pair++)
        {
            // Which one comes first alternates, so that a drift of the machine favors neither.
            var first = RunForASecond(workload, runtime, takesSnapshot: pair % 2 == 0);
            var second = RunForASecond(workload, runtime, takesSnapshot: pair % 2 != 0);
            ratios.Add(pair % 2 == 0 ? first / second : second / first);
        }

        Print(workload.Name, ratios, "0.000");
    }

    /// <summary>Returns how often the workload ran in a second.</summary>
    private static double RunForASecond(Workload workload, IRuntime runtime, bool takesSnapshot)
    {
        // On a thread of its own, as a reader that the runtime does not know.
        var snapshot = takesSnapshot ? new Thread(() => runtime.CaptureSnapshot()) : null;
        var runs = 0;
        var start = Stopwatch.GetTimestamp();
        snapshot?.Start();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1))
        {
            workload.Runtime(runtime);
            runs++;
        }

        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        snapshot?.Join();
        return runs / elapsed;
    }

    private static void Print(string what, List<double> values, string format)
    {
        values.Sort();
        Console.WriteLine($"  {what,-36} {Text(values[values.Count / 2])} [{Text(values[0])}-{Text(values[^1])}]");

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
