using System.Diagnostics;
using HostedRuntime.Testing.Tests.Hosting;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>The real time of an hour of virtual sleeps, and of an hour of ticks of an interval.</summary>
internal static class HourCommand
{
    public static void Run(int rounds)
    {
        Measure("60 sleeps of a minute", rounds, static async _ =>
        {
            for (var i = 0; i < 60; i++)
                await AsyncTime.SleepAsync(TimeSpan.FromMinutes(1));
        });
        Measure("3,600 ticks of a second", rounds, static async _ =>
        {
            using var interval = new Interval(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 3_600; i++)
                await interval.WaitForNextTickAsync();
        });
        Measure("a host that ticks each second", rounds, static async runtime =>
        {
            using var host = new TickingHost(runtime.Handle);
            var ticks = await host.RunForAnHourAsync();
            if (ticks != 3_600)
                throw new InvalidOperationException($"{ticks} ticks in an hour");
        });
    }

    private static void Measure(string name, int rounds, Func<TestRuntime, Task> body)
    {
        var times = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using (var runtime = TestRuntime.Create())
                runtime.Run(() => body(runtime));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"{name,-32}median {times[times.Count / 2]:0.0} ms, least {times[0]:0.0} ms, most {times[^1]:0.0} ms");
    }
}
