using System.Diagnostics;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>What a runtime costs that has nothing to do: CPU time of this process over some seconds, without a runtime and with one.</summary>
internal static class Idle
{
    // Tiered compilation and the first collections are over after this; they are not the runtime's.
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(2);

    public static void Run(int seconds)
    {
        var bare = Measure(seconds);
        using var runtime = ThisProgram.CreateRuntime();
        // It has worked once: every thread that it keeps is there.
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
