using System.Diagnostics;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Measures how long a spawned task waits until it runs, with the ThreadPool free and with all its threads blocked. Free and starved rounds
/// alternate, so that drift of the machine affects both equally.
/// </summary>
internal static class Starved
{
    private const int Rounds = 5;
    private const int Samples = 1_000;

    // Long enough for the workers to park, as in a service with little load, so that each task has to wake a worker.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public static void Run()
    {
        using var runtime = ThisProgram.CreateRuntime();
        Action<Action> onRuntime = body => runtime.Spawn(body).Detach();
        Action<Action> onPool = static body => Task.Run(body);
        Measure(onRuntime);
        Measure(onPool);

        List<double> free = [], starved = [], poolFree = [], poolStarved = [], ratios = [];
        for (var round = 0; round < Rounds; round++)
        {
            var freeRound = Measure(onRuntime);
            poolFree.AddRange(Measure(onPool));
            List<double> starvedRound;
            using (new StarvedThreadPool())
            {
                starvedRound = Measure(onRuntime);
                poolStarved.AddRange(Measure(onPool));
            }

            free.AddRange(freeRound);
            starved.AddRange(starvedRound);
            ratios.Add(new Distribution(starvedRound).At(0.99) / new Distribution(freeRound).At(0.99));
        }

        Console.WriteLine($"scheduling delay of a task spawned from a thread outside, microseconds ({Rounds} rounds of {Samples:N0}, one each millisecond)");
        Console.WriteLine($"  runtime, ThreadPool free      {new Distribution(free)}");
        Console.WriteLine($"  runtime, ThreadPool starved   {new Distribution(starved)}");
        Console.WriteLine($"  ThreadPool, free              {new Distribution(poolFree)}");
        Console.WriteLine(poolStarved.Count == 0
            ? $"  ThreadPool, starved           nothing ran within {s_patience.TotalSeconds} s"
            : $"  ThreadPool, starved           {new Distribution(poolStarved)} ({poolStarved.Count:N0} of {Rounds * Samples:N0} ran)");
        var ratio = new Distribution(ratios);
        Console.WriteLine(FormattableString.Invariant(
            $"  p99 starved / free on the runtime, round by round: {ratio.Median:0.00} [{ratio.Minimum:0.00}-{ratio.At(1):0.00}] (target: below 2)"));
    }

    /// <summary>Returns the delays in microseconds. Stops at the first task that does not run within the time limit.</summary>
    private static List<double> Measure(Action<Action> spawn)
    {
        var delays = new List<double>(Samples);
        using var ran = new SemaphoreSlim(0);
        for (var i = 0; i < Samples; i++)
        {
            Thread.Sleep(s_pause);
            var delay = TimeSpan.Zero;
            var start = Stopwatch.GetTimestamp();
            spawn(() =>
            {
                delay = Stopwatch.GetElapsedTime(start);
                ran.Release();
            });
            if (!ran.Wait(s_patience))
                break;
            delays.Add(delay.TotalMicroseconds);
        }

        return delays;
    }
}
