using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Tests;

/// <summary>Frames that a test makes up.</summary>
internal static class Frames
{
    public static readonly DateTimeOffset At = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    public static Frame Of(params RuntimeSnapshot[] snapshots)
        => new(1, At, [.. snapshots.Select(static snapshot => new RuntimeFrame(snapshot, new FrameRates(null, snapshot), null, []))], ProcessFigures.None, HasStacks: false);

    public static RuntimeSnapshot Snapshot(IEnumerable<TaskSnapshot>? tasks = null, IEnumerable<ResourceSnapshot>? resources = null, string name = "default") => new()
    {
        Name = name,
        Flavor = "MultiThread",
        State = "Running",
        TakenAt = At,
        Metrics = new RuntimeMetrics { AliveTasks = tasks?.Count() ?? 0 },
        Tasks = [.. tasks ?? []],
        Resources = [.. resources ?? []],
    };

    public static TaskSnapshot Task(long id, string? name = null, double? waiting = null, params WaitSnapshot[] waits) => new()
    {
        Id = id,
        Name = name,
        File = "Orders.cs",
        Line = 7,
        State = TaskState.Waiting,
        Age = TimeSpan.FromSeconds(60),
        WaitingFor = waiting is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Waits = waits,
    };

    public static ResourceRef Mutex(long id, string? name = null) => new(ResourceKind.Mutex, id, name);

    public static WaitSnapshot Lock(ResourceRef mutex) => new("AsyncMutex", "lock", mutex, null);

    public static WaitSnapshot Join(long task) => new($"join of task {task}", "join", null, task);

    public static ResourceSnapshot Held(ResourceRef resource, long holder, int waiters = 0)
        => new() { Resource = resource, State = "held", Holders = [new HolderSnapshot(holder, $"task {holder}", "lock", HasEnded: false)], Waiters = waiters };

    public static RuntimeLint Lint(string code, long? task = null, ResourceRef? resource = null, LintSeverity severity = LintSeverity.Warning)
        => new() { Code = code, Severity = severity, TaskId = task, Resource = resource, Text = "Found.", Advice = "Do it." };

    /// <summary>Two tasks, each of which waits for what the other holds.</summary>
    public static RuntimeSnapshot Deadlock(string first = "billing", string second = "shipping", long firstLock = 1)
    {
        var (orders, stock) = (Mutex(firstLock, "orders"), Mutex(firstLock + 1, "stock"));
        var (one, two) = (Task(1, first, 5, Lock(stock)), Task(2, second, 5, Lock(orders)));
        return Snapshot([one, two], [Held(orders, 1, 1), Held(stock, 2, 1)]) with
        {
            Cycles = [new DeadlockCycle([new(one, Lock(stock), 2, "default"), new(two, Lock(orders), 1, "default")])],
            Lints = [Lint("HR005", 1, stock, LintSeverity.Error)],
        };
    }
}
