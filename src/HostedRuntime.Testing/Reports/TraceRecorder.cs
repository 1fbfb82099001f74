using System.Diagnostics;
using System.Globalization;
using HostedRuntime.Waiting;

namespace HostedRuntime.Testing;

/// <summary>Records the steps of one run in the names of its tasks.</summary>
/// <param name="hasPlaces">Whether each step has the user's line. That takes a stack trace, so only a failing schedule has it.</param>
internal sealed class TraceRecorder(bool hasPlaces)
{
    private readonly List<(string Text, string? Place)> _steps = [];
    private string? _label;

    public IReadOnlyList<(string Text, string? Place)> Steps => _steps;

    public void OnSpawned(TaskEntry entry, TaskEntry? spawner)
        => Add($"{entry.Label} spawned{(spawner is null ? "" : $" by {spawner.Label}")}", $"{entry.Task.Site.FileName}:{entry.Task.Site.Line}");

    public void NoteLabel(string? label) => _label = label ?? "";

    public void OnPoint(TaskEntry entry)
    {
        var (operation, place) = hasPlaces ? PlaceOfCaller() : ("an operation", null);
        if (_label is not null)
            operation = _label.Length == 0 ? "a point" : $"the point '{_label}'";
        _label = null;
        Add($"{entry.Label} reaches {operation}", place);
    }

    public void OnPreempted(TaskEntry entry) => Add($"{entry.Label} is interrupted there", null);

    public void OnPolled(TaskEntry entry, TaskTable tasks)
    {
        var task = entry.Task;
        if (!task.IsEnded)
        {
            var waits = new List<WaitView>();
            task.LookAtWaits(waits);
            Add(waits.Count > 0 ? $"{entry.Label} waits for {tasks.Translate(WaitText.Of(waits))}" : $"{entry.Label} is suspended", null);
            return;
        }

        Add(
            task.Status switch
            {
                JoinStatus.Completed => $"{entry.Label} ends",
                JoinStatus.Canceled => $"{entry.Label} ends as aborted",
                _ => $"{entry.Label} fails: {task.Fault?.Exception.GetType().Name}",
            },
            null);
    }

    public void OnBlocked(TaskEntry entry) => Add($"{entry.Label} blocks its thread", hasPlaces ? PlaceOfCaller().Place : null);

    public void OnAborted(TaskEntry entry) => Add($"{entry.Label} is aborted at its wait {entry.Waits}", null);

    public void OnTimer(VirtualTimer timer, TimeSpan now)
        => Add(string.Create(CultureInfo.InvariantCulture, $"virtual time is {now.TotalSeconds:0.###} s: a timer fires ({timer.Name})"), null);

    public void Log(TaskEntry? entry, string message) => Add($"{(entry is null ? "" : entry.Label + " ")}says: {message}", null);

    private void Add(string text, string? place) => _steps.Add((text, place));

    /// <summary>
    /// Finds the innermost line of code that is not the kit's, the engine's or the BCL's, and the operation that it called.
    /// </summary>
    private static (string Operation, string? Place) PlaceOfCaller()
    {
        string? operation = null;
        foreach (var frame in new StackTrace(2, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method)
                continue;
            var assembly = type.Assembly;
            if (assembly == typeof(TraceRecorder).Assembly)
                continue;
            if (assembly == typeof(IRuntimeHandle).Assembly)
            {
                if (type.IsVisible && method.IsPublic)
                    operation = $"{type.Name.Split('`')[0]}.{method.Name}";
                continue;
            }

            if (assembly == typeof(object).Assembly || assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) == true)
                continue;
            var file = Path.GetFileName(frame.GetFileName());
            return (operation ?? "an operation", file is null ? null : $"{file}:{frame.GetFileLineNumber()}");
        }

        return (operation ?? "an operation", null);
    }
}
