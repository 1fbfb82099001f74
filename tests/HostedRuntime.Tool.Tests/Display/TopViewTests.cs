using HostedRuntime.Diagnostics;
using HostedRuntime.Tool.Display;
using Spectre.Console.Testing;

namespace HostedRuntime.Tool.Tests.Display;

/// <summary>The tables of the top command.</summary>
public sealed class TopViewTests
{
    [Fact]
    public void Of_TaskNameWithBrackets_IsNoMarkup()
    {
        var text = TextOf(Snapshots.Empty with { Tasks = [Snapshots.Task(3) with { Name = "load [red]all[/]", State = TaskState.Running }] });
        Assert.Contains("'load [red]all[/]' (task 3)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Worker_NamesItsTask()
    {
        var worker = new WorkerSnapshot { Index = 0, State = WorkerState.Blocked, TaskId = 3, PollingFor = TimeSpan.FromSeconds(75), BlockedIn = "a lock", QueueDepth = 1200 };
        var text = TextOf(Snapshots.Empty with { Workers = [worker], Tasks = [Snapshots.Task(3) with { Name = "load" }] });
        Assert.Matches(@"0 +Blocked +1 min 15 s +1,200 +0.0 +'load' \(task 3\) +a lock", text);
    }

    [Fact]
    public void Of_DeadlockAndCeiling_AreInTitle()
    {
        var text = TextOf(Snapshots.Empty with { Cycles = [new DeadlockCycle([])], TasksLeftOut = 90_000 });
        Assert.Contains("DEADLOCKS: 1, without 90,000 of the tasks", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TwoRuntimesOfOneName_KeepsThemApart()
    {
        var view = new TopView(10);
        var first = Snapshots.Empty with { TakenAt = DateTimeOffset.UnixEpoch, Tasks = [Snapshots.Task(1) with { Polls = 100 }] };
        var second = first with { Tasks = [Snapshots.Task(2) with { Polls = 500 }] };
        _ = view.Of([first, second]);
        using var console = new TestConsole().Width(200);
        console.Write(view.Of([Later(first), Later(second)]));
        Assert.Matches(@"task 1 +Waiting +10 ", console.Output);
        Assert.Matches(@"task 2 +Waiting +10 ", console.Output);
    }

    private static RuntimeSnapshot Later(RuntimeSnapshot snapshot)
        => snapshot with { TakenAt = snapshot.TakenAt.AddSeconds(1), Tasks = [.. snapshot.Tasks.Select(static task => task with { Polls = task.Polls + 10 })] };

    private static string TextOf(RuntimeSnapshot snapshot)
    {
        using var console = new TestConsole().Width(200);
        console.Write(new TopView(10).Of([snapshot]));
        return console.Output;
    }
}
