using System.Diagnostics;
using System.Reflection;
using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Tests.Exploring;

/// <summary>A failing schedule means the same in another process.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task Replay_InANewProcess_FailsInTheSameWay()
    {
        var file = Path.GetTempFileName();
        var options = new ConcurrencyTestOptions { MaxTime = Timeout.InfiniteTimeSpan, Schedules = 20_000 };
        var lines = AllPrograms.All.Select(program =>
        {
            var failure = ConcurrencyTest.Explore(program.Buggy, options, program.Name, "ReplayCommand.cs", 1).Failure!;
            return $"{program.Name}\t{failure.Schedule}\t{failure.Kind}\t{failure.Message.Replace("\n", "\\n", StringComparison.Ordinal)}";
        }).ToList();
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);

        var program = typeof(ReplayTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static metadata => metadata.Key == "BenchmarkFile").Value!;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "replay-file", file]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.Delete(file);

        Assert.True(output.EndsWith($"{lines.Count} of {lines.Count} the same\n", StringComparison.Ordinal), output);
    }
}
