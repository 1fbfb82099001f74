using Serilog.Core;
using Serilog.Events;

namespace HostedRuntime;

/// <summary>
/// Adds the runtime, task and worker that a log event comes from. Serilog calls enrichers on the thread that logs, before any background
/// sink. So the current task is the task that logs.
/// </summary>
internal sealed class AsyncRuntimeEnricher : ILogEventEnricher
{
    public const string RuntimeName = "RuntimeName";
    public const string TaskId = "TaskId";
    public const string TaskName = "TaskName";
    public const string WorkerIndex = "WorkerIndex";

    // The properties of the last event on this thread, because a task usually logs several events, and properties never change. The origin
    // holds only values, because a thread must not keep a runtime or a task in memory.
    [ThreadStatic]
    private static Origin t_origin;

    [ThreadStatic]
    private static LogEventProperty[]? t_properties;

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (CurrentTask.Runtime is not { } runtime)
            return;
        var origin = new Origin(runtime.Name, CurrentTask.Id, CurrentTask.Name, CurrentTask.WorkerIndex);
        if (t_properties is null || t_origin != origin)
            (t_origin, t_properties) = (origin, PropertiesOf(origin));
        // A property that the event has already stays, because its source is nearer to the event.
        foreach (var property in t_properties)
            logEvent.AddPropertyIfAbsent(property);
    }

    private static LogEventProperty[] PropertiesOf(Origin origin)
    {
        var properties = new List<LogEventProperty>();
        Add(RuntimeName, origin.Runtime);
        Add(TaskId, origin.TaskId);
        Add(TaskName, origin.TaskName);
        Add(WorkerIndex, origin.WorkerIndex);
        return [.. properties];

        void Add(string name, object? value)
        {
            if (value is not null)
                properties.Add(new LogEventProperty(name, new ScalarValue(value)));
        }
    }

    private readonly record struct Origin(string Runtime, long? TaskId, string? TaskName, int? WorkerIndex);
}
