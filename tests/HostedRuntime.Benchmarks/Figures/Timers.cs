using System.Diagnostics;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Measures the cost of a timer with many others pending. Also measures the lateness of timers on an otherwise idle runtime, and while the
/// ThreadPool has no free thread. The system's timers are measured for comparison.
/// </summary>
internal static class Timers
{
    private const int Rounds = 7;
    private const int Pairs = 200_000;
    private const int Sleeps = 400;

    private static readonly int[] s_pending = [0, 1_000, 100_000, 1_000_000];
    private static readonly TimeSpan s_never = Timeout.InfiniteTimeSpan;

    public static void Run()
    {
        using var runtime = ThisProgram.CreateRuntime();
        MeasureCost(runtime.TimeProvider, "runtime");
        MeasureCost(TimeProvider.System, ".NET");

        Console.WriteLine($"lateness of {Sleeps} sleeps of 1 to 20 ms, one after another, ms (target: median within 2, none early)");
        Print("runtime", Lateness(runtime, static time => AsyncTime.SleepAsync(time).AsTask()));
        Print(".NET, Task.Delay", Lateness(runtime, static time => Task.Delay(time)));
        using (new StarvedThreadPool())
            Print("runtime, ThreadPool starved", Lateness(runtime, static time => AsyncTime.SleepAsync(time).AsTask()));
    }

    private static void MeasureCost(TimeProvider clock, string side)
    {
        Console.WriteLine($"{side}: one timer set and cleared while others are pending, ns (median of {Rounds} rounds of {Pairs:N0}; target: flat)");
        Measure(clock);
        var pending = new List<ITimer>();
        var random = new Random(1);
        foreach (var count in s_pending)
        {
            var start = Stopwatch.GetTimestamp();
            var added = count - pending.Count;
            while (pending.Count < count)
                pending.Add(clock.CreateTimer(static _ => { }, null, TimeSpan.FromSeconds(random.Next(600, 36_000)), s_never));
            var each = added == 0 ? 0 : Stopwatch.GetElapsedTime(start).TotalNanoseconds / added;
            GC.Collect();
            var rounds = new Distribution(Enumerable.Range(0, Rounds).Select(_ => Measure(clock)));
            Console.WriteLine(FormattableString.Invariant($"  {count,9:N0} pending   {rounds.Median,7:0.0} [{rounds.Minimum:0.0}-{rounds.At(1):0.0}]   made in {each:0.0} each"));
        }

        var from = Stopwatch.GetTimestamp();
        pending.ForEach(static timer => timer.Dispose());
        Console.WriteLine(FormattableString.Invariant($"  disposed in {Stopwatch.GetElapsedTime(from).TotalNanoseconds / Math.Max(1, pending.Count):0.0} each"));
    }

    private static double Measure(TimeProvider clock)
    {
        using var timer = clock.CreateTimer(static _ => { }, null, s_never, s_never);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Pairs; i++)
        {
            timer.Change(TimeSpan.FromSeconds(60 + (i & 1023)), s_never);
            timer.Change(s_never, s_never);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Pairs;
    }

    private static Distribution Lateness(IRuntime runtime, Func<TimeSpan, Task> sleep) => new(runtime.BlockOn(async () => await runtime.Spawn(async () =>
    {
        var random = new Random(2);
        var late = new List<double>();
        for (var i = 0; i < Sleeps; i++)
        {
            var time = TimeSpan.FromMilliseconds(random.Next(10, 200) / 10.0);
            var start = Stopwatch.GetTimestamp();
            await sleep(time);
            late.Add((Stopwatch.GetElapsedTime(start) - time).TotalMilliseconds);
        }

        return late;
    })));

    private static void Print(string side, Distribution late)
        => Console.WriteLine(FormattableString.Invariant($"  {side,-28} min {late.Minimum:0.000}  p50 {late.Median:0.000}  p99 {late.At(0.99):0.000}  max {late.At(1):0.000}"));
}
