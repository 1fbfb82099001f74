using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Measures how much longer the start of a bare host takes when it has a runtime. A start lasts from the creation of the builder to the end
/// of StartAsync. Measured in new processes, published in each possible way: jitted, with methods compiled ahead of time (ReadyToRun), or
/// native. Also measured in this process after a warm-up, where no compilation is left.
/// </summary>
internal static class HostStart
{
    private const int Rounds = 20;
    private const int WarmUps = 10;

    private static readonly string[] s_sides = ["bare", "runtime"];

    public static IReadOnlyList<string> Forms => PublishedHost.Forms;

    /// <param name="forms">The forms of publishing to measure.</param>
    public static void Run(IReadOnlyList<string> forms)
    {
        Console.WriteLine($"start of a bare host in ms, {Rounds} rounds, without and with a runtime in turn (target: the median at most 5 later)");
        foreach (var form in forms)
        {
            using var published = PublishedHost.TryMake(form, out var reason);
            if (published is null)
                Console.WriteLine($"  a process each, {form}: left out, {reason}");
            else
                Print($"a process each, {form}", Measure(published.Start));
        }

        for (var i = 0; i < WarmUps; i++)
            Measure(Start, rounds: 1);
        Print("this process, warm", Measure(Start));
    }

    private static Dictionary<string, (Distribution Milliseconds, int Compiled)> Measure(Func<string, (double Milliseconds, int Compiled)> start)
        => Measure(start, Rounds);

    private static Dictionary<string, (Distribution Milliseconds, int Compiled)> Measure(Func<string, (double Milliseconds, int Compiled)> start, int rounds)
    {
        var samples = s_sides.ToDictionary(side => side, _ => new List<(double Milliseconds, int Compiled)>());
        for (var i = 0; i < rounds; i++)
        {
            foreach (var side in s_sides)
                samples[side].Add(start(side));
        }

        return s_sides.ToDictionary(side => side, side => (new Distribution(samples[side].Select(static one => one.Milliseconds)), samples[side][^1].Compiled));
    }

    private static (double Milliseconds, int Compiled) Start(string side)
    {
        var from = Stopwatch.GetTimestamp();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (side == "runtime")
            builder.Services.AddAsyncRuntime(options => options.WorkerThreads = ThisProgram.Workers);
        using var host = builder.Build();
        host.StartAsync().GetAwaiter().GetResult();
        var elapsed = Stopwatch.GetElapsedTime(from);
        host.StopAsync().GetAwaiter().GetResult();
        return (elapsed.TotalMilliseconds, 0);
    }

    private static void Print(string how, Dictionary<string, (Distribution Milliseconds, int Compiled)> sides)
    {
        foreach (var side in s_sides)
            Console.WriteLine($"  {how,-20} {side,-8} {sides[side].Milliseconds}  methods compiled {sides[side].Compiled,5}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {how,-20} later    p50 {sides["runtime"].Milliseconds.Median - sides["bare"].Milliseconds.Median,8:0.0}"));
    }
}
