using System.Globalization;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tool.Tests.Processes;

namespace HostedRuntime.Tool.Tests.Commands;

/// <summary>The dump of a process, which has done nothing for diagnostics.</summary>
public sealed class DumpCommandTests
{
    [Fact]
    public async Task Dump_WhenHostAddedRuntime_PrintsTasks()
    {
        await using var target = await TargetRun.StartAsync(["host"]);
        var run = await ToolProcess.RunAsync("dump", Text(target.Id));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("default", run.Output, StringComparison.Ordinal);
        Assert.Contains("orders", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output);
    }

    [Fact]
    public async Task Dump_AsJson_IsReadBySnapshotJson()
    {
        await using var target = await TargetRun.StartAsync(["host"]);
        var run = await ToolProcess.RunAsync("dump", Text(target.Id), "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var snapshots = SnapshotJson.ReadAll(run.Output);
        Assert.Equal(run.Output.TrimEnd(), SnapshotJson.Write(snapshots));
        var snapshot = Assert.Single(snapshots);
        Assert.Equal(("default", "Running", target.Id), (snapshot.Name, snapshot.State, snapshot.ProcessId));
        var sender = Assert.Single(snapshot.Tasks, static task => task.Name == "sender-1");
        var wait = Assert.Single(sender.Waits);
        Assert.Equal((ResourceKind.Mpsc, "orders", "room"), (wait.Resource?.Kind, wait.Resource?.Name, wait.Purpose));
        Assert.Equal("Hosted.cs", sender.File);
    }

    [Fact]
    public async Task Dump_WithRuntimeOption_PrintsThatRuntime()
    {
        await using var target = await TargetRun.StartAsync(["host"]);
        Assert.Equal(0, (await ToolProcess.RunAsync("dump", Text(target.Id), "--runtime", "default")).ExitCode);
        var other = await ToolProcess.RunAsync("dump", Text(target.Id), "--runtime", "sdk");
        other.AssertFailedWith($"Process {target.Id} has no runtime 'sdk'. It has: default.");
    }

    [Fact]
    public async Task Dump_With100000Tasks_ReportsCeiling()
    {
        await using var target = await TargetRun.StartAsync(["tasks", "100000"]);
        var run = await ToolProcess.RunAsync("dump", Text(target.Id), "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var snapshot = Assert.Single(SnapshotJson.ReadAll(run.Output));
        Assert.Equal((10_000, 90_000), (snapshot.Tasks.Count, snapshot.TasksLeftOut));
        Assert.Equal(100_000, snapshot.Metrics.AliveTasks);
        Assert.Equal("gate", Assert.Single(snapshot.Resources).Resource.Name);
    }

    [Fact]
    public async Task Dump_WithHigherCeiling_HasAllTasks()
    {
        await using var target = await TargetRun.StartAsync(["tasks", "30000"]);
        var run = await ToolProcess.RunAsync("dump", Text(target.Id), "--json", "--no-stacks", "--max-tasks", "40000");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var snapshot = Assert.Single(SnapshotJson.ReadAll(run.Output));
        Assert.Equal((30_000, 0), (snapshot.Tasks.Count, snapshot.TasksLeftOut));
    }

    [Fact]
    public async Task Dump_WhenWorkersAndThreadPoolAreBlocked_Answers()
    {
        await using var target = await TargetRun.StartAsync(["stuck"]);
        var run = await ToolProcess.RunAsync("dump", Text(target.Id), "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var snapshot = Assert.Single(SnapshotJson.ReadAll(run.Output));
        Assert.Equal(["blocker-0", "blocker-1"], snapshot.Tasks.Where(static task => task.State == TaskState.Running).Select(static task => task.Name).Order());
        Assert.Equal(snapshot.Tasks.Select(static task => (long?)task.Id).Order(), snapshot.Workers.Select(static worker => worker.TaskId).Order());
    }

    [Fact]
    public async Task Dump_WhenTwoTasksAreDeadlocked_HasCycle()
    {
        await using var target = await TargetRun.StartAsync(["deadlock"]);
        var run = await ToolProcess.RunAsync("dump", Text(target.Id), "--json");
        var cycle = Assert.Single(Assert.Single(SnapshotJson.ReadAll(run.Output)).Cycles);
        Assert.Equal(["billing", "shipping"], cycle.Members.Select(static member => member.Task.Name).Order());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
