using System.Diagnostics;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>Measures how long the runtime stands still when bodies block all of its workers.</summary>
internal static class Blocked
{
    private const int Runs = 100;

    public static void Run()
    {
        using var runtime = ThisProgram.CreateRuntime();
        var times = new List<double>(Runs);
        for (var run = 0; run < Runs; run++)
            times.Add(OnAChild(runtime).TotalMilliseconds);
        Console.WriteLine($"all {ThisProgram.Workers} workers wait in .Result for a child of theirs: until all are back, ms ({Runs} runs; target: a few)");
        Console.WriteLine($"  {new Distribution(times)}");
    }

    private static TimeSpan OnAChild(IRuntime runtime)
    {
        var running = 0;
        var left = new CountdownEvent(ThisProgram.Workers);
        var start = 0L;
        for (var i = 0; i < ThisProgram.Workers; i++)
        {
            runtime.Spawn(() =>
            {
                // Spins, because the runtime would notice a wait here and transfer the core to another thread.
                if (Interlocked.Increment(ref running) == ThisProgram.Workers)
                    Volatile.Write(ref start, Stopwatch.GetTimestamp());
                while (Volatile.Read(ref start) == 0)
                    Thread.SpinWait(20);
                _ = runtime.Spawn(static () => 1).AsTask().Result;
                left.Signal();
            }).Detach();
        }

        left.Wait();
        return Stopwatch.GetElapsedTime(start);
    }
}
