using System.Diagnostics;
using HostedRuntime.Benchmarks.SideBySide;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Measures whether a spawn costs the same with many tasks alive as with few. Every round measures all levels and compares each with the
/// empty level of the same round. If each level was measured only once, drift of the machine would look like a slope. The output also shows
/// the share of time in which the garbage collector paused all threads. The collector marks live objects, so a growing cost would come from
/// there.
/// </summary>
/// <remarks>
/// Measured twice: with a nursery of fixed size, and with the size that the collector chooses. The chosen size grows with the live objects,
/// until new objects are never in the processor's cache. Every program that allocates pays for that, and a spawn allocates. The run with
/// the fixed size shows the runtime's own cost.
/// </remarks>
internal static class SpawnFlat
{
    private const int Rounds = 9;
    private const int Batch = 10_000;
    private const int Runs = 100;

    // A variable of the garbage collector, in hexadecimal. 16 MiB lasts a few rounds, and is far below the size that the collector chooses
    // with a million live tasks.
    private const string NurseryVariable = "DOTNET_GCgen0size";
    private const string Nursery = "1000000";

    private static readonly int[] s_alive = [0, 1_000, 10_000, 100_000, 1_000_000];

    public static void Run()
    {
        if (Environment.GetEnvironmentVariable(NurseryVariable) is null)
        {
            var again = ThisProgram.Start("spawn-flat");
            again.Environment[NurseryVariable] = Nursery;
            using var process = Process.Start(again)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"The run with the fixed nursery ended with code {process.ExitCode}.");
            Console.WriteLine("with the nursery that the collector chooses:");
        }
        else
        {
            Console.WriteLine("with a nursery of 16 MiB:");
        }

        using var runtime = ThisProgram.CreateRuntime();
        Measure(runtime);
        Measure(runtime);

        var levels = s_alive.Select(static alive => new Level(alive)).ToArray();
        for (var round = 0; round < Rounds; round++)
            RunRound(runtime, levels);

        Console.WriteLine($"cost of one task by how many are parked meanwhile, ns ({Rounds} rounds of {Runs} runs of {Batch:N0}; target: flat)");
        Console.WriteLine("      alive   spawn and run: median  minimum   against none: median [range]   paused by the GC");
        foreach (var level in levels)
            Console.WriteLine(level.ToString(levels[0]));
    }

    private static void RunRound(IRuntime runtime, Level[] levels)
    {
        var parked = new Stack<WaitingRoom>();
        var alive = 0;
        foreach (var level in levels)
        {
            if (level.Alive > alive)
            {
                var place = new WaitingRoom(level.Alive - alive);
                place.Fill(runtime);
                parked.Push(place);
                alive = level.Alive;
            }

            // Moves the parked tasks out of the young generations, where they would be in a process that has run for some time.
            GC.Collect();
            GC.Collect();
            var (started, paused) = (Stopwatch.GetTimestamp(), GC.GetTotalPauseDuration());
            level.Add(Measure(runtime), (GC.GetTotalPauseDuration() - paused) / Stopwatch.GetElapsedTime(started));
        }

        while (parked.TryPop(out var place))
            place.Dispose();
    }

    private static Distribution Measure(IRuntime runtime)
    {
        var times = new double[Runs];
        for (var run = 0; run < Runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            var left = new Countdown(Batch);
            Action down = left.Down;
            runtime.Spawn(() =>
            {
                for (var i = 0; i < Batch; i++)
                    runtime.Spawn(down).Detach();
            }).Detach();
            left.Wait();
            times[run] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Batch;
        }

        return new Distribution(times);
    }

    private sealed class Level(int alive)
    {
        private readonly List<Distribution> _rounds = [];
        private readonly List<double> _pauses = [];

        public int Alive => alive;

        public void Add(Distribution times, double pause)
        {
            _rounds.Add(times);
            _pauses.Add(pause);
        }

        public string ToString(Level none)
        {
            var median = new Distribution(_rounds.Select(static round => round.Median)).Median;
            var minimum = _rounds.Min(static round => round.Minimum);
            var ratios = new Distribution(_rounds.Zip(none._rounds, static (with, without) => with.Median / without.Median));
            var pause = new Distribution(_pauses).Median;
            return FormattableString.Invariant(
                $"{alive,11:N0} {median,23:0.0} {minimum,8:0.0} {ratios.Median,17:0.00} [{ratios.Minimum:0.00}-{ratios.At(1):0.00}] {pause,18:0.0 %}");
        }
    }
}
