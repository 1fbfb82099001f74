using System.Globalization;
using HostedRuntime.Tool.Tests.Processes;

namespace HostedRuntime.Tool.Tests.Commands;

/// <summary>The list of processes with a runtime.</summary>
public sealed class PsCommandTests
{
    [Fact]
    public async Task Ps_WhenProcessesRun_ListsThoseWithRuntime()
    {
        await using var host = await TargetRun.StartAsync(["host"]);
        await using var other = await TargetRun.StartAsync(["no-runtime"]);
        var run = await ToolProcess.RunAsync("ps");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var rows = run.Output.Split(Environment.NewLine).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(["PID", "NAME", "RUNTIMES", "STATE", "TASKS"], rows[0]);
        Assert.Equal([Text(host.Id), "HostedRuntime.Tool.Target", "default", "Running", "4"], Assert.Single(rows, row => row.FirstOrDefault() == Text(host.Id)));
        Assert.DoesNotContain(rows, row => row.FirstOrDefault() == Text(other.Id));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
