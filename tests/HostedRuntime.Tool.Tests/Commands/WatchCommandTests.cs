using System.Globalization;
using HostedRuntime.Tool.Tests.Processes;

namespace HostedRuntime.Tool.Tests.Commands;

/// <summary>The lines about what a process does wrong.</summary>
public sealed class WatchCommandTests
{
    [Fact]
    public async Task Watch_WhenTasksAreDeadlocked_PrintsOneLine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends a signal of Unix.");
        await using var target = await TargetRun.StartAsync(["deadlock"]);
        using var tool = ToolProcess.Start("watch", Text(target.Id));
        var line = await tool.LineAsync("deadlock: ");
        Assert.Contains("'billing' (task ", line, StringComparison.Ordinal);
        Assert.Contains("waits for Mutex 'orders' (lock)", line, StringComparison.Ordinal);
        await tool.InterruptAsync();
        var run = await tool.EndAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain("deadlock: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_WhenWorkersAreBlocked_PrintsStalls()
    {
        await using var target = await TargetRun.StartAsync(["stuck"]);
        using var tool = ToolProcess.Start("watch", Text(target.Id));
        Assert.Contains("'blocker-", await tool.LineAsync("stall in 'default': "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_WhenProcessEnds_Fails()
    {
        await using var target = await TargetRun.StartAsync(["host"]);
        using var tool = ToolProcess.Start("watch", Text(target.Id));
        Assert.Equal($"Watching 'default' of process {target.Id}. Ctrl+C ends it.", await tool.LineAsync("Watching"));
        var id = target.Id;
        await target.KillAsync();
        var run = await tool.EndAsync();
        Assert.Equal((1, $"Process {id} has ended.{Environment.NewLine}"), (run.ExitCode, run.Error));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
