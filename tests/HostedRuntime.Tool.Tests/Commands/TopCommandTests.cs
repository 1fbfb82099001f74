using System.Globalization;
using HostedRuntime.Tool.Commands;
using HostedRuntime.Tool.Tests.Processes;
using Spectre.Console.Testing;

namespace HostedRuntime.Tool.Tests.Commands;

/// <summary>The tables of workers and tasks, in a terminal and redirected.</summary>
public sealed class TopCommandTests
{
    [Fact]
    public async Task Top_WhenRedirected_WritesTablesWithoutColor()
    {
        await using var target = await TargetRun.StartAsync(["host"]);
        var run = await ToolProcess.RunAsync("top", Text(target.Id), "--refreshes", "2");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain('\e', run.Output);
        Assert.Equal(2, run.Output.Split("WORKER").Length - 1);
        Assert.Contains("'ticker' (task ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Mpsc 'orders' (room)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_InTerminal_ReplacesTable()
    {
        await using var target = await TargetRun.StartAsync(["host"]);
        using var console = new TestConsole().EmitAnsiSequences().Width(200).Height(60);
        using var errors = new StringWriter();
        Assert.Equal(0, await CommandLine.Create(console, errors).RunAsync(["top", Text(target.Id), "--refreshes", "2"], TestContext.Current.CancellationToken));
        Assert.Equal("", errors.ToString());
        Assert.Contains("LONGEST WAITING", console.Output, StringComparison.Ordinal);
        // The cursor moves up to the first line of the table before.
        Assert.Matches(@"\e\[\d+A", console.Output);
    }

    [Fact]
    public async Task Top_WhenQIsPressed_Ends()
    {
        await using var target = await TargetRun.StartAsync(["host"]);
        using var console = new TestConsole().Interactive().EmitAnsiSequences();
        console.Input.PushKey(ConsoleKey.Q);
        using var errors = new StringWriter();
        Assert.Equal(0, await CommandLine.Create(console, errors).RunAsync(["top", Text(target.Id)], TestContext.Current.CancellationToken));
        Assert.Equal("", errors.ToString());
    }

    [Fact]
    public async Task Top_WhenInterrupted_EndsWithoutError()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends a signal of Unix.");
        await using var target = await TargetRun.StartAsync(["host"]);
        using var tool = ToolProcess.Start("top", Text(target.Id));
        await tool.LineAsync("LONGEST WAITING");
        await tool.InterruptAsync();
        var run = await tool.EndAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Top_WhenProcessEnds_Fails()
    {
        await using var target = await TargetRun.StartAsync(["host"]);
        using var tool = ToolProcess.Start("top", Text(target.Id));
        await tool.LineAsync("LONGEST WAITING");
        var id = target.Id;
        await target.KillAsync();
        var run = await tool.EndAsync();
        Assert.Equal((1, $"Process {id} has ended.{Environment.NewLine}"), (run.ExitCode, run.Error));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
