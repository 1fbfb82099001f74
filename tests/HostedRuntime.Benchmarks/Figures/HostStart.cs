using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// How much later a bare host has started when it has a runtime, from the making of its builder to the end of StartAsync. In processes
/// of their own, where every method is compiled first, as in an application; and in this one after a warm-up, where only the work is left.
/// </summary>
internal static class HostStart
{
    private const int Rounds = 20;
    private const int WarmUps = 10;

    private static readonly string[] s_sides = ["bare", "runtime"];

    public static void Run()
    {
        Console.WriteLine($"start of a bare host in ms, {Rounds} rounds, without and with a runtime in turn (target: the median at most 5 later)");
        Print("a process each", Measure(RunInProcess));
        for (var i = 0; i < WarmUps; i++)
            Measure(Start, rounds: 1);
        Print("this process, warm", Measure(Start));
    }

    /// <summary>One side, once: what a process of its own does. The figure goes to the error output, for the host logs on the other one.</summary>
    public static void RunSide(string side) => Console.Error.WriteLine(Start(side).ToString(CultureInfo.InvariantCulture));

    private static Dictionary<string, Distribution> Measure(Func<string, double> start, int rounds = Rounds)
    {
        var samples = s_sides.ToDictionary(side => side, _ => new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            foreach (var side in s_sides)
                samples[side].Add(start(side));
        }

        return s_sides.ToDictionary(side => side, side => new Distribution(samples[side]));
    }

    private static double Start(string side)
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
        return elapsed.TotalMilliseconds;
    }

    private static double RunInProcess(string side)
    {
        var start = ThisProgram.Start("host-start", side);
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var figure = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return double.Parse(figure, CultureInfo.InvariantCulture);
    }

    private static void Print(string how, Dictionary<string, Distribution> sides)
    {
        foreach (var side in s_sides)
            Console.WriteLine($"  {how,-20} {side,-8} {sides[side]}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {how,-20} later    p50 {sides["runtime"].Median - sides["bare"].Median,8:0.0}"));
    }
}
