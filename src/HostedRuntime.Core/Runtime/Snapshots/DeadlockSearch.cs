using System.Runtime.InteropServices;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>Finds tasks that wait for each other, in all runtimes of the process.</summary>
/// <remarks>
/// <para>A task is stuck if it runs on no thread and each of its waits is stuck. A wait for the end of a task is stuck if that task is
/// stuck. A wait in a resource is stuck if a holder that has to release it is stuck (<see cref="ReleaseRule"/>). A wait for time, for a
/// message or for code outside of tasks is never stuck. The search takes every task that can be reached for stuck, and then takes back
/// those that are not, until nothing changes. What is left waits for ever, unless a token or an abort ends a wait.</para>
/// <para>No false alarm. The tasks are looked at one after the other, so they may have changed meanwhile. A cycle counts only if a second
/// look at its members, and at the stuck tasks that their other waits depend on, finds the same waits in the same use, the same number of
/// polls, and the same holders. Then each of them waited from its first look to its second, so between the two rounds all of them waited
/// at the same time.</para>
/// </remarks>
internal sealed class DeadlockSearch
{
    /// <summary>The highest number of tasks that one search looks at. Picked by hand.</summary>
    private const int MostTasks = 100_000;

    private readonly Dictionary<RuntimeTask, WaitNode> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<RuntimeTask> _running;

    /// <param name="running">The tasks that a thread polled before the search began.</param>
    public DeadlockSearch(HashSet<RuntimeTask> running) => _running = running;

    /// <summary>Finds the cycles that can be reached from a task.</summary>
    /// <param name="start">The tasks to begin with.</param>
    /// <returns>The confirmed cycles; each task is in one of them at most.</returns>
    public List<List<StuckTask>> Find(IEnumerable<RuntimeTask> start)
    {
        var starts = start.ToList();
        foreach (var task in starts)
            Reach(task);
        TakeBackTheLive();
        var cycles = new List<List<StuckTask>>();
        var visited = new HashSet<RuntimeTask>(ReferenceEqualityComparer.Instance);
        foreach (var task in starts)
        {
            if (CycleFrom(task, visited) is { } cycle && StuckBehind(cycle).TrueForAll(IsConfirmed))
                cycles.Add(cycle);
        }

        return cycles;
    }

    /// <summary>
    /// Returns those of the tasks that wait for a task which seemed to run, directly or through others. A later search has to look at them
    /// again: a thread that is about to park seems to run the task that it polled last.
    /// </summary>
    public IEnumerable<RuntimeTask> Undecided(IEnumerable<RuntimeTask> start)
    {
        var leading = new HashSet<RuntimeTask>(_nodes.Where(static entry => entry.Value.IsRunning).Select(static entry => entry.Key), ReferenceEqualityComparer.Instance);
        int before;
        do
        {
            before = leading.Count;
            leading.UnionWith(_nodes.Where(entry => entry.Value.Blockers.Any(leading.Contains)).Select(static entry => entry.Key));
        }
        while (leading.Count > before && before > 0);
        return start.Where(leading.Contains);
    }

    private void Reach(RuntimeTask start)
    {
        var open = new Stack<RuntimeTask>([start]);
        while (open.TryPop(out var task) && _nodes.Count < MostTasks)
        {
            if (!_nodes.TryAdd(task, WaitNode.Of(task, _running.Contains(task))))
                continue;
            foreach (var blocker in _nodes[task].Blockers)
                open.Push(blocker);
        }
    }

    private void TakeBackTheLive()
    {
        bool changed;
        do
        {
            changed = false;
            foreach (var node in _nodes.Values)
            {
                if (node.IsStuck && !node.Waits.TrueForAll(IsStuck))
                {
                    node.IsStuck = false;
                    changed = true;
                }
            }
        }
        while (changed);
    }

    private bool IsStuck(BlockedWait wait) => wait.Rule switch
    {
        ReleaseRule.All => wait.Holders.Exists(IsStuck),
        ReleaseRule.Any => wait.Holders.TrueForAll(IsStuck),
        _ => false,
    };

    private bool IsStuck(RuntimeTask? task) => task is not null && _nodes.TryGetValue(task, out var node) && node.IsStuck;

    /// <summary>Follows the waits of stuck tasks until one comes again.</summary>
    /// <returns>The tasks from its first visit on; null if the way leads to a task that an earlier call has visited.</returns>
    private List<StuckTask>? CycleFrom(RuntimeTask start, HashSet<RuntimeTask> visited)
    {
        var way = new List<StuckTask>();
        var task = start;
        while (IsStuck(task) && visited.Add(task))
        {
            var node = _nodes[task];
            var wait = node.Waits[0];
            var blocker = wait.Holders.Find(IsStuck)!;
            way.Add(new StuckTask(task, wait.View, blocker, node.Stack));
            task = blocker;
        }

        var first = way.FindIndex(member => ReferenceEquals(member.Task, task));
        return first < 0 ? null : way[first..];
    }

    /// <summary>Returns the members of a cycle, and the stuck tasks outside of it that a branch or a permit depends on.</summary>
    private List<RuntimeTask> StuckBehind(List<StuckTask> cycle)
    {
        var all = cycle.ConvertAll(static member => member.Task);
        var seen = new HashSet<RuntimeTask>(all, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < all.Count; i++)
            all.AddRange(_nodes[all[i]].Blockers.Where(blocker => IsStuck(blocker) && seen.Add(blocker)));
        return all;
    }

    /// <summary>Looks at a stuck task again. Called after each task was looked at once.</summary>
    private bool IsConfirmed(RuntimeTask task)
    {
        var again = WaitNode.Of(task, LiveTasks.IsRunning(task));
        var before = _nodes[task];
        return again.IsStuck
            && again.Polls == before.Polls
            && again.Waits.Count == before.Waits.Count
            && again.Waits.Zip(before.Waits).All(static pair => pair.First.View.IsSameUse(pair.Second.View) && HaveSameHolders(pair.First, pair.Second));
    }

    private static bool HaveSameHolders(BlockedWait first, BlockedWait second)
        => first.Rule == second.Rule && CollectionsMarshal.AsSpan(first.Holders).SequenceEqual(CollectionsMarshal.AsSpan(second.Holders));
}

/// <summary>A task in a cycle.</summary>
/// <param name="Task">The task.</param>
/// <param name="Wants">Its wait.</param>
/// <param name="HeldBy">The task that would have to end the wait, which is the next member.</param>
/// <param name="Stack">The async methods in which the task is suspended.</param>
internal sealed record StuckTask(RuntimeTask Task, WaitView Wants, RuntimeTask HeldBy, AsyncStack? Stack);
