using System.Diagnostics;
using System.Globalization;

namespace HostedRuntime.StressTests;

/// <summary>
/// Measures in stall thresholds how long a task waits that is spawned just after every worker fell asleep in a body. The runtime promises
/// less than 2.
/// </summary>
internal static class StallFigure
{
    private const int Rounds = 5;
    private const int Workers = 4;
    private static readonly TimeSpan s_threshold = TimeSpan.FromMilliseconds(200);

    public static string Measure()
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = Workers, StallThreshold = s_threshold });
        var ratios = Enumerable.Range(0, Rounds).Select(_ => MeasureOnce(runtime) / s_threshold).Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"All workers in Thread.Sleep: another task ran after {ratios[Rounds / 2]:0.00} (median) to {ratios[^1]:0.00} of the stall threshold.");
    }

    private static TimeSpan MeasureOnce(IRuntime runtime)
    {
        using var asleep = new CountdownEvent(Workers);
        var isOver = false;
        var sleepers = Enumerable.Range(0, asleep.InitialCount).Select(_ => runtime.Spawn(() =>
        {
            asleep.Signal();
            while (!Volatile.Read(ref isOver))
                Thread.Sleep(1);
        })).ToArray();
        asleep.Wait();
        var start = Stopwatch.GetTimestamp();
        var waited = runtime.BlockOn(async () => await runtime.Spawn(() => Stopwatch.GetElapsedTime(start)));
        Volatile.Write(ref isOver, true);
        runtime.BlockOn(async () =>
        {
            foreach (var sleeper in sleepers)
                await sleeper;
        });
        SpinWait.SpinUntil(() => runtime.Metrics.CompensatingThreads == 0);
        return waited;
    }
}
