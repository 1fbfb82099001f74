using System.Diagnostics;
using System.Text.RegularExpressions;
using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>Replays failing schedules, in this process and in a new one, and compares kinds and messages.</summary>
internal static class ReplayCommand
{
    public static void Run(int count)
    {
        var file = Path.GetTempFileName();
        var lines = new List<string>();
        for (var index = 0; lines.Count < count; index++)
        {
            var program = AllPrograms.All[index % AllPrograms.All.Count];
            var report = ConcurrencyTest.Explore(program.Buggy, Options((ulong)index) with { Schedules = 20_000 }, program.Name);
            if (report.Failure is { } failure)
                lines.Add($"{program.Name}\t{failure.Schedule}\t{failure.Kind}\t{failure.Message.ReplaceLineEndings("\\n").Replace("\n", "\\n", StringComparison.Ordinal)}");
        }

        File.WriteAllLines(file, lines);
        var same = CountSame(file);
        Console.WriteLine($"in this process: {same} of {lines.Count} the same");
        // Under `dotnet X.dll` the program of this process is dotnet itself.
        var self = Environment.ProcessPath!;
        string[] prefix = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(ReplayCommand).Assembly.Location] : [];
        using var process = Process.Start(new ProcessStartInfo(self, [.. prefix, "replay-file", file]))!;
        process.WaitForExit();
        File.Delete(file);
        if (same != lines.Count || process.ExitCode != 0)
            throw new InvalidOperationException("A schedule had another failure the second time.");
    }

    public static int RunFile(string file)
    {
        var (same, all) = (CountSame(file), File.ReadLines(file).Count());
        Console.WriteLine($"in a new process, .NET {Environment.Version}: {same} of {all} the same");
        return same == all ? 0 : 1;
    }

    private static int CountSame(string file)
    {
        var same = 0;
        foreach (var line in File.ReadLines(file))
        {
            var parts = line.Split('\t');
            try
            {
                ConcurrencyTest.Replay(parts[1], AllPrograms.Of(parts[0]).Buggy, Options(0), parts[0], line: 18);
                Console.WriteLine($"{parts[0]} {parts[1]} passed");
            }
            catch (ConcurrencyTestException e)
            {
                var failure = e.Report!.Failure!;
                var message = failure.Message.Replace("\n", "\\n", StringComparison.Ordinal);
                if (failure.Kind.ToString() == parts[2] && WithoutLines(message) == WithoutLines(parts[3]))
                    same++;
                else
                    Console.WriteLine($"{parts[0]} {parts[1]}: {parts[2]} {parts[3]} became {failure.Kind} {message}");
            }
        }

        return same;
    }

    // The line of the call of Explore or Replay is in the place of the task 'test'.
    private static string WithoutLines(string message) => Regex.Replace(message, @"ReplayCommand.cs:\d+", "ReplayCommand.cs");

    private static ConcurrencyTestOptions Options(ulong seed) => new() { Seed = seed, MaxTime = Timeout.InfiniteTimeSpan, MinimizeFailure = false };
}
