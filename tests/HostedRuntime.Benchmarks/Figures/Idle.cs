using System.Diagnostics;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>Measures the cost of an idle runtime: the CPU time of this process over some seconds, without and with a runtime.</summary>
internal static class Idle
{
    // After this time, tiered compilation and the first collections are over, which are not costs of the runtime.
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(2);

    public static void Run(int seconds)
    {
        var bare = Measure(seconds);
        using var runtime = ThisProgram.CreateRuntime();
        // Work once, so that every thread that the runtime keeps exists.
        runtime.BlockOn(async () =>
        {
            await runtime.Spawn(static () => { });
            await runtime.SpawnBlocking(static () => { });
        });
        var withRuntime = Measure(seconds);

        Console.WriteLine($"idle over {seconds} s, CPU time of the process (target with a runtime: below 0.1 % of one core)");
        Console.WriteLine($"  no runtime            {Text(bare, seconds)}");
        Console.WriteLine($"  {ThisProgram.Workers} workers, idle       {Text(withRuntime, seconds)}");
    }

    private static TimeSpan Measure(int seconds)
    {
        Thread.Sleep(s_settle);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        process.Refresh();
        return process.TotalProcessorTime - before;
    }

    private static string Text(TimeSpan cpu, int seconds)
        => FormattableString.Invariant($"{cpu.TotalMilliseconds,8:0.0} ms = {cpu.TotalSeconds / seconds:0.000 %} of one core");
}
