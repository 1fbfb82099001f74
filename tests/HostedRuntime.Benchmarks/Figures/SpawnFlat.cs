using System.Diagnostics;
using HostedRuntime.Benchmarks.SideBySide;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Whether a spawn costs the same with many tasks alive as with few. The share of the time that the garbage collector held all
/// threads stands beside it: it marks what is alive, so it is where a cost that grows would come from.
/// </summary>
internal static class SpawnFlat
{
    private const int Batch = 10_000;
    private const int Runs = 200;

    private static readonly int[] s_alive = [0, 1_000, 10_000, 100_000, 1_000_000];

    public static void Run()
    {
        using var runtime = ThisProgram.CreateRuntime();
        var parked = new Stack<HeldLock>();
        Measure(runtime);

        Console.WriteLine($"cost of one task by how many are parked meanwhile, ns ({Runs} runs of {Batch:N0}; target: flat)");
        Console.WriteLine("      alive   spawn and run: median  minimum   paused by the GC   spawn and park");
        var alive = 0;
        foreach (var target in s_alive)
        {
            var parking = 0.0;
            if (target > alive)
            {
                var place = new HeldLock(target - alive);
                var start = Stopwatch.GetTimestamp();
                place.Fill(runtime);
                parking = Stopwatch.GetElapsedTime(start).TotalNanoseconds / (target - alive);
                parked.Push(place);
                alive = target;
            }

            // The parked ones leave the young generations, as they would have in a process that lives.
            GC.Collect();
            GC.Collect();
            var (started, paused) = (Stopwatch.GetTimestamp(), GC.GetTotalPauseDuration());
            var spawn = Measure(runtime);
            var pause = (GC.GetTotalPauseDuration() - paused) / Stopwatch.GetElapsedTime(started);
            Console.WriteLine(FormattableString.Invariant($"{alive,11:N0} {spawn.Median,23:0.0} {spawn.Minimum,8:0.0} {pause,18:0.0 %} {(target == 0 ? "-" : parking.ToString("0", System.Globalization.CultureInfo.InvariantCulture)),16}"));
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
}
