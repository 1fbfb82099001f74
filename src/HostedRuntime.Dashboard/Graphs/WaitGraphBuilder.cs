using System.Globalization;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Graphs;

/// <summary>Makes the graph of waits out of a frame.</summary>
internal sealed class WaitGraphBuilder
{
    /// <summary>From this number on, tasks that wait for the same resource and that nothing waits for are one node.</summary>
    private const int LeastFolded = 6;

    private readonly Dictionary<string, GraphNode> _nodes = [];
    private readonly Dictionary<(string From, string To), GraphEdge> _edges = [];
    private readonly Dictionary<long, TaskSnapshot> _tasks;
    private readonly Dictionary<long, ResourceSnapshot> _resources;
    private readonly HashSet<(string From, string To)> _cycles = [];
    private readonly Dictionary<long, string> _runtimes;

    private WaitGraphBuilder(Frame frame)
    {
        _tasks = frame.Runtimes.SelectMany(static runtime => runtime.Snapshot.Tasks).DistinctBy(static task => task.Id).ToDictionary(static task => task.Id);
        _resources = frame.Runtimes.SelectMany(static runtime => runtime.Snapshot.Resources).DistinctBy(static row => row.Resource.Id).ToDictionary(static row => row.Resource.Id);
        _runtimes = frame.Runtimes.SelectMany(static runtime => runtime.Snapshot.Tasks.Select(task => (task.Id, runtime.Name))).DistinctBy(static entry => entry.Id).ToDictionary(static entry => entry.Id, static entry => entry.Name);
    }

    public static WaitGraph Of(Frame frame)
    {
        var builder = new WaitGraphBuilder(frame);
        foreach (var member in frame.Runtimes.SelectMany(static runtime => runtime.Snapshot.Cycles).SelectMany(static cycle => cycle.Members))
            builder.AddMember(member);
        foreach (var task in builder._tasks.Values)
            builder.AddWaits(task);
        foreach (var resource in builder._resources.Values)
            builder.AddHolders(resource);
        builder.Fold();
        return new WaitGraph([.. builder._nodes.Values], [.. builder._edges.Values], 0);
    }

    private static string TaskKey(long id) => string.Create(CultureInfo.InvariantCulture, $"task:{id}");

    private static string ResourceKey(long id) => string.Create(CultureInfo.InvariantCulture, $"resource:{id}");

    private void AddMember(DeadlockMember member)
    {
        _tasks.TryAdd(member.Task.Id, member.Task);
        _runtimes.TryAdd(member.Task.Id, member.Runtime);
        var task = TaskKey(member.Task.Id);
        var holder = TaskKey(member.HeldBy);
        if (member.Wants.Resource is { } resource)
        {
            _cycles.Add((task, ResourceKey(resource.Id)));
            _cycles.Add((ResourceKey(resource.Id), holder));
            AddEdge(task, AddResource(resource), isHold: false);
            AddTask(member.HeldBy);
            AddEdge(ResourceKey(resource.Id), holder, isHold: true);
        }
        else
        {
            _cycles.Add((task, holder));
            AddTask(member.HeldBy);
            AddEdge(task, holder, isHold: false);
        }

        AddTask(member.Task.Id);
    }

    private void AddWaits(TaskSnapshot task)
    {
        foreach (var wait in task.Waits)
        {
            if (wait.Resource is { } resource)
                AddEdge(AddTask(task.Id), AddResource(resource), isHold: false);
            else if (wait.TaskId is { } joined)
                AddEdge(AddTask(task.Id), AddTask(joined), isHold: false);
        }
    }

    /// <summary>Adds the holders of a resource that a task waits for.</summary>
    private void AddHolders(ResourceSnapshot row)
    {
        var key = ResourceKey(row.Resource.Id);
        if (!_nodes.ContainsKey(key))
            return;
        foreach (var holder in row.Holders.Take(LeastFolded))
        {
            if (holder.TaskId is { } id)
                AddEdge(key, AddTask(id, holder), isHold: true);
        }
    }

    private string AddTask(long id, HolderSnapshot? holder = null)
    {
        var key = TaskKey(id);
        if (!_nodes.ContainsKey(key))
        {
            var task = _tasks.GetValueOrDefault(id);
            // No snapshot has the row of a holder that has ended. The resource knows its name.
            var label = task?.Label() ?? holder?.Label.Trim('\'') ?? $"task {id}";
            var note = task is not null ? $"{task.State.ToString().ToLowerInvariant()}, {task.Site()}" : holder is { HasEnded: true } ? "has ended" : "";
            _nodes[key] = new GraphNode(key, GraphNodeKind.Task, label, note, id) { Runtime = _runtimes.GetValueOrDefault(id) };
        }

        return key;
    }

    private string AddResource(ResourceRef resource)
    {
        var key = ResourceKey(resource.Id);
        if (!_nodes.ContainsKey(key))
        {
            var row = _resources.GetValueOrDefault(resource.Id);
            _nodes[key] = new GraphNode(key, GraphNodeKind.Resource, resource.ToString(), row is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{row.Waiters} waiting; {row.State}"), resource.Id);
        }

        return key;
    }

    private void AddEdge(string from, string to, bool isHold)
    {
        var isInCycle = _cycles.Contains((from, to));
        _edges[(from, to)] = new GraphEdge(from, to, isHold, isInCycle);
        if (!isInCycle)
            return;
        _nodes[from] = NodeOf(from) with { IsInCycle = true };
        _nodes[to] = NodeOf(to) with { IsInCycle = true };
    }

    private GraphNode NodeOf(string key)
    {
        if (key.StartsWith("task:", StringComparison.Ordinal))
            AddTask(long.Parse(key.AsSpan(5), CultureInfo.InvariantCulture));
        return _nodes[key];
    }

    private void Fold()
    {
        var waitedFor = _edges.Values.Select(static edge => edge.To).ToHashSet();
        var arrows = _edges.Values.CountBy(static edge => edge.From).ToDictionary();
        var leaves = _edges.Values
            .Where(edge => !edge.IsInCycle && !waitedFor.Contains(edge.From) && arrows[edge.From] == 1 && _nodes[edge.From].Kind == GraphNodeKind.Task)
            .GroupBy(static edge => edge.To)
            .Where(static group => group.Count() >= LeastFolded)
            .ToList();
        foreach (var group in leaves)
        {
            var byWait = group.OrderByDescending(edge => Math.Floor(_tasks.GetValueOrDefault(_nodes[edge.From].Id)?.WaitingFor?.TotalSeconds ?? -1)).ThenBy(edge => _nodes[edge.From].Id).ToList();
            var folded = byWait[(LeastFolded / 2)..];
            foreach (var edge in folded)
            {
                _nodes.Remove(edge.From);
                _edges.Remove((edge.From, edge.To));
            }

            var key = $"more:{group.Key}";
            _nodes[key] = new GraphNode(key, GraphNodeKind.More, string.Create(CultureInfo.InvariantCulture, $"{folded.Count} more tasks"), "wait for the same", 0);
            _edges[(key, group.Key)] = new GraphEdge(key, group.Key, IsHold: false, IsInCycle: false);
        }
    }
}
