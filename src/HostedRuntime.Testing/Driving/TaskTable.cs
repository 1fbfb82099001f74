using System.Globalization;
using System.Text.RegularExpressions;
using HostedRuntime.Atomics;

namespace HostedRuntime.Testing;

/// <summary>
/// The tasks of one run in the order of their spawns. Their numbers here are the same in each repetition of a schedule, unlike the numbers
/// that the process gives.
/// </summary>
internal sealed partial class TaskTable
{
    private readonly Dictionary<RuntimeTask, TaskEntry> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly List<TaskEntry> _inOrder = [];
    private readonly Lock _gate = new();

    public int Count => _inOrder.Count;

    public void Clear()
    {
        _entries.Clear();
        _inOrder.Clear();
    }

    public TaskEntry Add(RuntimeTask task)
    {
        using (_gate.Hold())
        {
            if (_entries.TryGetValue(task, out var known))
                return known;
            var entry = new TaskEntry(task, _inOrder.Count);
            _entries.Add(task, entry);
            _inOrder.Add(entry);
            return entry;
        }
    }

    /// <summary>Returns the entry of a task, which is added if it is no spawned one, such as the task of timer callbacks.</summary>
    public TaskEntry Of(RuntimeTask task) => Add(task);

    public int OrdinalOf(RuntimeTask task) => Of(task).Ordinal;

    public IEnumerable<RuntimeTask> InOrder(IEnumerable<RuntimeTask> tasks) => tasks.OrderBy(OrdinalOf);

    /// <summary>Returns the tasks that have not ended, in the order of their spawns.</summary>
    public List<RuntimeTask> Live()
    {
        using (_gate.Hold())
            return [.. _inOrder.Where(static entry => !entry.Task.IsEnded).Select(static entry => entry.Task)];
    }

    /// <summary>Replaces the process's numbers of tasks in a text by the numbers of this run.</summary>
    public string Translate(string text)
    {
        if (!text.Contains("task ", StringComparison.Ordinal))
            return text;
        Dictionary<long, int> ordinals;
        using (_gate.Hold())
            ordinals = _inOrder.ToDictionary(static entry => entry.Task.TaskId, static entry => entry.Ordinal);
        return NumberOfTask().Replace(text, match =>
            long.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var id) && ordinals.TryGetValue(id, out var ordinal)
                ? match.Groups[1].Value + "#" + ordinal.ToString(CultureInfo.InvariantCulture)
                : match.Value);
    }

    [GeneratedRegex(@"(\btask (?:'[^']*' )?)(\d+)\b")]
    private static partial Regex NumberOfTask();
}
