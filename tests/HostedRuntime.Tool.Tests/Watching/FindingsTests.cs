using HostedRuntime.Diagnostics;
using HostedRuntime.Tool.Attaching;
using HostedRuntime.Tool.Tests.Display;
using HostedRuntime.Tool.Watching;

namespace HostedRuntime.Tool.Tests.Watching;

/// <summary>A finding is reported once while it lasts, and again if it comes back.</summary>
public sealed class FindingsTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 29, 12, 0, 0, DateTimeOffset.Now.Offset);

    private readonly Findings _findings = new();

    [Fact]
    public void Next_WhenCycleLasts_ReportsItOnce()
    {
        var cycle = Cycle(1, 2);
        Assert.Equal([$"12:00:00 deadlock: {cycle}"], Next(Snapshots.Empty with { Cycles = [cycle] }));
        Assert.Empty(Next(Snapshots.Empty with { Cycles = [Cycle(2, 1)] }));
        Assert.Empty(Next(Snapshots.Empty));
        Assert.Single(Next(Snapshots.Empty with { Cycles = [cycle] }));
    }

    [Fact]
    public void Next_WhenCycleIsOfTwoRuntimes_ReportsItOnce()
    {
        var cycle = Cycle(1, 2);
        Assert.Single(Next(Snapshots.Empty with { Cycles = [cycle] }, Snapshots.Empty with { Name = "other", Cycles = [cycle] }));
    }

    [Fact]
    public void Next_WhenLintAppears_ReportsTextAndAdvice()
    {
        var lint = new RuntimeLint { Code = "HR008", Severity = LintSeverity.Warning, Text = "The blocking queue grows.", Advice = "Add threads." };
        Assert.Equal(["12:00:00 Warning HR008 in 'default': The blocking queue grows. Add threads."], Next(Snapshots.Empty with { Lints = [lint] }));
        Assert.Empty(Next(Snapshots.Empty with { Lints = [lint with { Count = 7 }] }));
        Assert.Single(Next(Snapshots.Empty with { Lints = [lint with { TaskId = 4 }] }));
    }

    [Theory]
    [InlineData("HR001")]
    [InlineData("HR005")]
    public void Next_WhenLintIsOfStallOrDeadlock_LeavesItOut(string code)
        => Assert.Empty(Next(Snapshots.Empty with { Lints = [new RuntimeLint { Code = code, Text = "It is stuck.", Advice = "Wait." }] }));

    [Fact]
    public void Next_WhenWorkerStaysStalled_ReportsItOnce()
    {
        var worker = new WorkerSnapshot { Index = 1, State = WorkerState.Stalled, TaskId = 7, PollingFor = TimeSpan.FromSeconds(2), BlockedIn = "a lock" };
        var snapshot = Snapshots.Empty with { Workers = [worker], Tasks = [Snapshots.Task(7) with { Name = "load" }] };
        Assert.Equal(["12:00:00 stall in 'default': 'load' (task 7), spawned at Orders.cs:12, keeps its worker for at least 2.0 s, in a lock"], Next(snapshot));
        Assert.Empty(Next(snapshot with { TakenAt = s_noon.AddSeconds(1), Workers = [worker with { PollingFor = TimeSpan.FromSeconds(3) }] }));
    }

    [Fact]
    public void Next_WhenEventsReportTwoPolls_ReportsBoth()
    {
        var first = Stall(at: 0.5, lasted: 0.2);
        Assert.Single(_findings.Next(new SnapshotAnswer([Snapshots.Empty with { TakenAt = s_noon }], [first, Stall(at: 0.7, lasted: 0.4)])));
        // An event in two sessions, the same poll later, and a poll that began after both.
        Assert.Empty(_findings.Next(new SnapshotAnswer([], [first, Stall(at: 1.1, lasted: 0.8)])));
        Assert.Equal(["12:00:01 stall in 'default': 'load' (task 7), spawned at Orders.cs:12, keeps its worker for at least 0.2 s"], _findings.Next(new SnapshotAnswer([], [Stall(at: 1.5, lasted: 0.2)])));
    }

    private static StallReport Stall(double at, double lasted)
        => new(s_noon.AddSeconds(at), "default", 7, TimeSpan.FromSeconds(lasted)) { Task = "'load' (task 7)", Site = "Orders.cs:12" };

    private static DeadlockCycle Cycle(params ReadOnlySpan<long> ids)
    {
        var members = new List<DeadlockMember>();
        foreach (var id in ids)
            members.Add(new DeadlockMember(Snapshots.Task(id), new WaitSnapshot("", "lock", new ResourceRef(ResourceKind.Mutex, id, null), null), 1, "default"));
        return new DeadlockCycle(members);
    }

    private List<string> Next(params RuntimeSnapshot[] snapshots)
        => _findings.Next(new SnapshotAnswer([.. snapshots.Select(static snapshot => snapshot.TakenAt == default ? snapshot with { TakenAt = s_noon } : snapshot)], []));
}
