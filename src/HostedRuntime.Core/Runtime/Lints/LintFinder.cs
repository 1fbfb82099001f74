using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>Finds what looks like a mistake, in a snapshot and in what the sampler has noted.</summary>
/// <param name="runtime">The runtime.</param>
/// <param name="snapshot">The snapshot, except for its lints.</param>
internal sealed class LintFinder(RuntimeEngine runtime, RuntimeSnapshot snapshot)
{
    // Picked by hand: most programs hold a lock for microseconds, and end a cancelled scope at once.
    private static readonly TimeSpan s_longHold = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longFull = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longGrowth = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longCancel = TimeSpan.FromSeconds(5);

    /// <summary>From this number of looks on, a second apart, a task that was always busy is reported.</summary>
    private const int LeastBusyLooks = 5;

    private readonly List<RuntimeLint> _lints = [];
    private readonly string? _disabled = runtime.InForce.DisabledLints;

    /// <summary>Returns the lints, the most severe first.</summary>
    /// <param name="tasks">The tasks of the snapshot, with what the sampler has noted.</param>
    /// <param name="resources">The resources of the snapshot, with what the sampler has noted.</param>
    public IReadOnlyList<RuntimeLint> Find(IReadOnlyList<MarkedTask> tasks, IReadOnlyList<NotedResource> resources)
    {
        FindInWorkers();
        FindInCounters();
        foreach (var cycle in snapshot.Cycles)
            Add(LintCodes.Deadlock, LintSeverity.Error, $"{cycle}.", "Take the locks in the same order everywhere, or hold one lock less.", cycle.Members[0].Task.Id, cycle.Members[0].Wants.Resource);
        foreach (var resource in resources.Where(static resource => resource.IsOurs))
            FindIn(resource);
        foreach (var task in tasks)
            FindIn(task);
        return [.. _lints.OrderByDescending(static lint => lint.Severity)];
    }

    private void FindInWorkers()
    {
        foreach (var worker in snapshot.Workers)
        {
            var task = LabelOf(worker.TaskId);
            if (worker.State == WorkerState.Stalled)
            {
                Add(
                    LintCodes.LongPoll, LintSeverity.Warning, $"{task} has kept {NameOf(worker)} for {Span(worker.PollingFor)} in {worker.BlockedIn ?? "a computation or native code"}.",
                    "Await there, or use SpawnBlocking or BlockInPlace.", worker.TaskId, lasted: worker.PollingFor);
            }
            else if (worker.State == WorkerState.Blocked)
            {
                Add(
                    LintCodes.BlockingWait, LintSeverity.Warning, $"{task} blocks {NameOf(worker)} in {worker.BlockedIn}.",
                    "Await there, or use SpawnBlocking or BlockInPlace.", worker.TaskId, lasted: worker.PollingFor);
            }
        }
    }

    private static string NameOf(WorkerSnapshot worker) => worker.Index < 0 ? "a thread without a core" : $"worker {worker.Index}";

    private void FindInCounters()
    {
        foreach (var (file, line, count) in runtime.EscapeSites.Read())
        {
            Add(
                LintCodes.LeftForThreadPool, LintSeverity.Info, $"{Times(count)} a task spawned at {(file.Length == 0 ? "another place" : $"{file}:{line}")} left its runtime for the ThreadPool.",
                "Remove ConfigureAwait(false) from the code of the task: it is not needed on a runtime, and gives up isolation and aborts.", count: count);
        }

        var (grows, by) = runtime.Lints.NoteBlockingQueue(snapshot.Metrics.BlockingQueueDepth, CoarseClock.Now);
        if (by > 0 && grows >= s_longGrowth)
        {
            Add(
                LintCodes.GrowingBlockingQueue, LintSeverity.Warning, $"The queue of the blocking pool has grown for {Span(grows)} to {snapshot.Metrics.BlockingQueueDepth} tasks.",
                "Spawn fewer blocking tasks, raise MaxBlockingThreads, or set BlockingQueueLimit so that spawns wait.", lasted: grows, count: snapshot.Metrics.BlockingQueueDepth);
        }

        if (runtime.Faults.Overdue() is [var first, ..] faults)
        {
            Add(
                LintCodes.UnobservedFault, LintSeverity.Warning, $"{Times(faults.Count)} a task failed and no code has awaited it; the first is {first.Task.Name ?? $"task {first.Task.Id}"}, spawned at {first.Task.File}:{first.Task.Line}: {first.Exception.GetType().Name}: {first.Exception.Message}",
                "Await the handle, or call Detach if no code cares.", first.Task.Id, count: faults.Count);
        }

        var (late, longest, of) = runtime.Delays.Read();
        if (late > 0)
        {
            Add(
                LintCodes.LateTasks, LintSeverity.Warning, $"{late} of the last {of} measured tasks waited over {Span(DelayProbe.Late)} for a worker, at most {Span(longest)}.",
                "Look for long polls (HR001) and blocking waits (HR002), or raise WorkerThreads.", lasted: longest, count: late);
        }
    }

    private void FindIn(NotedResource noted)
    {
        var resource = noted.Row.Resource;
        var holders = string.Join(", ", noted.Row.Holders.Select(static holder => holder.Label));
        if (resource.Name is not null && noted.Held >= s_longHold)
        {
            Add(
                LintCodes.LongHold, LintSeverity.Warning, $"{resource} has been held for {Span(noted.Held)} by {holders}.",
                "Hold a lock over the few lines that need it, and not over I/O.", noted.Row.Holders is [var holder, ..] ? holder.TaskId : null, resource, noted.Held);
        }

        if (noted.Full >= s_longFull)
        {
            Add(
                LintCodes.FullChannel, LintSeverity.Warning, $"{resource} has been full for {Span(noted.Full)}, and nothing was read from it.",
                "See what its receiver waits for: it is stuck, or has ended without disposing the receiver.", resource: resource, lasted: noted.Full);
        }

        if (noted.IsAbandoned)
        {
            Add(
                LintCodes.AbandonedChannel, LintSeverity.Error, $"{noted.Row.Waiters} waits in {resource} cannot end: the program has lost the other end without disposing it.",
                "Dispose each sender and the receiver when their code ends.", resource: resource, lasted: noted.Row.LongestWait, count: noted.Row.Waiters);
        }

        if (noted.Row.Holders.FirstOrDefault(static holder => holder.HasEnded) is { } lost && noted.Row.LongestWait >= s_longHold)
        {
            Add(
                LintCodes.LostGuard, LintSeverity.Warning, $"{resource} was taken by {lost.Label}, which has ended without releasing it, while {noted.Row.Waiters} wait.",
                "Take the guard with a using declaration. If the guard was handed to other code, that code has to dispose it.", lost.TaskId, resource, noted.Row.LongestWait);
        }
    }

    private void FindIn(MarkedTask marked)
    {
        if (marked.BusyLooks >= LeastBusyLooks)
        {
            Add(
                LintCodes.BusyTask, LintSeverity.Warning, $"{LabelOf(marked.Task.TaskId)} was polled over a thousand times a second for {marked.BusyLooks} seconds, and waited for nothing.",
                "Wait for an event, or sleep, instead of yielding in a loop.", marked.Task.TaskId, lasted: TimeSpan.FromSeconds(marked.BusyLooks));
        }

        if (marked.Task.Group is { CanceledAt: { } canceledAt } group && CoarseClock.Between(canceledAt, CoarseClock.Now) is var since && since >= s_longCancel)
        {
            Add(
                LintCodes.OutlivesScope, LintSeverity.Warning, $"{LabelOf(marked.Task.TaskId)} is still there {Span(since)} after {group.Label} was cancelled.",
                "Pass the cancellation token of the task to what it waits for.", marked.Task.TaskId, lasted: since);
        }
    }

    private void Add(string code, LintSeverity severity, string text, string advice, long? taskId = null, ResourceRef? resource = null, TimeSpan? lasted = null, long count = 1)
    {
        if (LintCodes.Contains(_disabled, code))
            return;
        _lints.Add(new RuntimeLint { Code = code, Severity = severity, Text = text, Advice = advice, TaskId = taskId, Resource = resource, Lasted = lasted, Count = count });
    }

    private string LabelOf(long? taskId) => snapshot.Tasks.FirstOrDefault(task => task.Id == taskId)?.Label ?? $"task {taskId}";

    private static string Span(TimeSpan? span) => span is { } known ? SnapshotText.Span(known) : "a moment";

    private static string Times(long count) => count == 1 ? "Once" : $"{count} times";
}

/// <summary>A resource of a snapshot, with what the sampler has noted about it.</summary>
/// <param name="Row">The row of the snapshot.</param>
/// <param name="Held">For how long a lock has been in the same hold; null if it is not held.</param>
/// <param name="Full">For how long a channel has been full without a read; null if it is not full.</param>
/// <param name="IsAbandoned">True if no code can reach the other end of the channel any more.</param>
/// <param name="IsOurs">True if this runtime reports what is wrong with the resource, and no other runtime of the process.</param>
internal readonly record struct NotedResource(ResourceSnapshot Row, TimeSpan? Held, TimeSpan? Full, bool IsAbandoned, bool IsOurs);
