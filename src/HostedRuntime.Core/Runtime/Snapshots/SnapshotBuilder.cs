using System.Globalization;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>Makes a snapshot of a runtime. It stops no thread, and takes only locks that are held for a few instructions.</summary>
internal sealed class SnapshotBuilder
{
    private readonly RuntimeEngine _runtime;
    private readonly SnapshotOptions _options;
    private readonly Dictionary<IResource, TimeSpan?> _resources = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RuntimeTask, int?> _running = new(ReferenceEqualityComparer.Instance);
    private readonly List<WaitView> _views = [];

    /// <summary>
    /// The tasks that keep a worker in a poll. The stack of a running task changes while it is read, except for a poll that lasts.
    /// </summary>
    private readonly HashSet<RuntimeTask> _stuck = new(ReferenceEqualityComparer.Instance);

    /// <summary>The tasks that code awaits through a .NET Task, so that a stack can name them.</summary>
    private readonly BridgedTasks _bridges = new();
    private readonly uint _now = CoarseClock.Now;

    private SnapshotBuilder(RuntimeEngine runtime, SnapshotOptions options) => (_runtime, _options) = (runtime, options);

    public static RuntimeSnapshot Capture(RuntimeEngine runtime, SnapshotOptions options) => new SnapshotBuilder(runtime, options).Build();

    private RuntimeSnapshot Build()
    {
        // The list comes first: if a task of the list is polled by no thread after it was found there, it is suspended.
        var suspended = _options.OnlyRunning ? [] : _runtime.Tasks.SnapshotWithMarks();
        var workers = _runtime.Scheduler.LookAtWorkers(_runtime.InForce.StallThreshold);
        foreach (var task in LiveTasks.Running(_runtime))
            _running[task] = null;
        foreach (var view in workers)
        {
            if (view.Task is not { IsEnded: false } task)
                continue;
            _running[task] = view.Worker.Index;
            if (view.Worker.State is WorkerState.Stalled or WorkerState.Blocked && !_options.OnlyRunning)
                _stuck.Add(task);
        }

        var all = Chosen(suspended, out var leftOut);
        if (_options.WithStacks)
            all.ForEach(entry => _bridges.Add(entry.Task));
        var rows = all.ConvertAll(entry => Row(entry.Task, entry.UnpolledSince));
        var resources = _options.OnlyRunning ? [] : Resources();
        var snapshot = new RuntimeSnapshot
        {
            Name = _runtime.Name,
            Flavor = _runtime.Flavor.ToString(),
            State = _runtime.State.ToString(),
            TakenAt = DateTimeOffset.UtcNow,
            Uptime = _runtime.Uptime,
            Options = _runtime.InForce.Check().ToDictionary(static check => check.Name, static check => Convert.ToString(check.Value, CultureInfo.InvariantCulture) ?? "null"),
            Metrics = _runtime.Metrics,
            Workers = [.. workers.Select(static view => view.Worker).OrderBy(static worker => worker.Index)],
            Timers = _runtime.Wheel is { } wheel ? new TimersSnapshot(wheel.Count) : null,
            Tasks = rows,
            TasksLeftOut = leftOut,
            Resources = resources.ConvertAll(static noted => noted.Row),
            Cycles = _options.OnlyRunning ? [] : Cycles(all),
        };
        return _options.OnlyRunning ? snapshot : snapshot with { Lints = new LintFinder(_runtime, snapshot).Find(all, resources) };
    }

    /// <summary>Chooses the tasks of the snapshot: those that run, and then those that have waited longest.</summary>
    private List<MarkedTask> Chosen(List<MarkedTask> suspended, out int leftOut)
    {
        var seen = new HashSet<RuntimeTask>(ReferenceEqualityComparer.Instance);
        var all = new List<MarkedTask>(suspended.Count);
        foreach (var entry in suspended)
        {
            if (!entry.Task.IsEnded && seen.Add(entry.Task))
                all.Add(_running.ContainsKey(entry.Task) ? entry with { UnpolledSince = 0 } : entry);
        }

        all.AddRange(_running.Keys.Where(seen.Add).Select(static task => new MarkedTask(task, 0)));
        leftOut = Math.Max(0, all.Count - _options.MaxTasks);
        // An age in steps of the clock; a task without a mark comes last.
        all.Sort((first, second) => AgeOf(second.UnpolledSince).CompareTo(AgeOf(first.UnpolledSince)));
        if (leftOut == 0)
            return all;
        // Running tasks have no age, and they say what the threads do. So they take the places of those that have waited least.
        var running = all.FindAll(entry => _running.ContainsKey(entry.Task));
        all.RemoveAll(entry => _running.ContainsKey(entry.Task));
        return [.. all.Take(_options.MaxTasks - running.Count), .. running.Take(_options.MaxTasks)];
    }

    private int AgeOf(uint since) => since == 0 ? -1 : Math.Max(0, unchecked((int)(_now - since)));

    private TaskSnapshot Row(RuntimeTask task, uint unpolledSince)
    {
        var isRunning = _running.TryGetValue(task, out var worker) || task.Owner is BlockOnPump { IsAwake: true };
        TimeSpan? waitingFor = unpolledSince == 0 ? null : CoarseClock.Between(unpolledSince, _now);
        var row = task.DescribeRow(isRunning, waitingFor) with { Worker = worker };
        if (isRunning)
            return _stuck.Contains(task) ? row with { Stack = task.CaptureStack()?.Stack } : row;
        _views.Clear();
        task.LookAtWaits(_views);
        return row with
        {
            Waits = _views.ConvertAll(view => Wait(view, waitingFor)),
            Stack = _options.WithStacks ? task.CaptureStack(_bridges)?.Stack : null,
        };
    }

    private WaitSnapshot Wait(WaitView view, TimeSpan? waitingFor)
    {
        if (view.Target is IResource resource)
        {
            _resources[resource] = _resources.TryGetValue(resource, out var longest) && longest > waitingFor ? longest : waitingFor;
            return new(view.Text, view.Purpose, Ref(resource), null);
        }

        return view.Target is RuntimeTask joined ? new(view.Text, "join", null, joined.TaskId) : new(view.Text, view.Purpose, null, null);
    }

    private List<NotedResource> Resources()
    {
        var waitedIn = _resources.Keys.ToHashSet<IResource>(ReferenceEqualityComparer.Instance);
        var isFirst = LiveRuntimes.All() is [var first, ..] && ReferenceEquals(first, _runtime);
        foreach (var named in ResourceRegistry.All())
            _resources.TryAdd(named, null);
        return [.. _resources
            .Select(entry => Resource(entry.Key, entry.Value, waitedIn.Contains(entry.Key) || isFirst))
            .OrderByDescending(static noted => noted.Row.Waiters)
            .ThenBy(static noted => noted.Row.Resource.Id)];
    }

    private static List<DeadlockCycle> Cycles(List<MarkedTask> tasks)
        => new DeadlockSearch(LiveTasks.RunningAnywhere()).Find(tasks.Select(static entry => entry.Task)).ConvertAll(Describe);

    /// <summary>Describes a cycle.</summary>
    public static DeadlockCycle Describe(List<StuckTask> cycle) => new(cycle.ConvertAll(Member));

    private static DeadlockMember Member(StuckTask member)
    {
        var row = member.Task.DescribeRow(isRunning: false, null);
        var wait = member.Wants.Target is IResource resource
            ? new WaitSnapshot(member.Wants.Text, member.Wants.Purpose, Ref(resource), null)
            : new WaitSnapshot(member.Wants.Text, "join", null, member.HeldBy.TaskId);
        return new(row with { Waits = [wait], Stack = member.Stack }, wait, member.HeldBy.TaskId, member.Task.Owner.Root is RuntimeEngine runtime ? runtime.Name : "");
    }

    private static ResourceRef Ref(IResource resource) => new(resource.Kind, resource.Identity.Id, resource.Identity.Name);

    /// <summary>
    /// Describes a resource. Each runtime lists the named resources of the process, but only one should report a mistake. It is the runtime
    /// of the holder. If no task holds the resource, it is the runtime whose tasks wait, or else the first.
    /// </summary>
    private NotedResource Resource(IResource resource, TimeSpan? longestWait, bool isOursIfFree)
    {
        var view = resource.Look();
        var (held, full) = _runtime.Lints.Note(resource, view, _now);
        var row = new ResourceSnapshot
        {
            Resource = Ref(resource),
            State = view.State,
            Holders = [.. view.Holders.Select(static hold => new HolderSnapshot((hold.Holder as RuntimeTask)?.TaskId, (hold.Holder as IWaitingTask)?.Label ?? "code outside of tasks", hold.What, hold.Holder is RuntimeTask { IsEnded: true }))],
            Waiters = view.Waiters,
            LongestWait = longestWait,
            Depth = view.Depth,
            Capacity = view.Capacity,
            Sent = view.Sent,
            Received = view.Received,
        };
        var holders = view.Holders.Select(static hold => hold.Holder).OfType<RuntimeTask>().ToList();
        var isOurs = holders.Count == 0 ? isOursIfFree : holders.Exists(task => ReferenceEquals(task.Owner.Root, _runtime));
        return new(row, held, full, view.IsAbandoned, isOurs);
    }
}
