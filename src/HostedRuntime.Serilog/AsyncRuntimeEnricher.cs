using Serilog.Core;
using Serilog.Events;

namespace HostedRuntime;

/// <summary>
/// Writes down where an event comes from. Serilog asks on the thread that logs, before any sink that works in the background, so what
/// is current here is what logged.
/// </summary>
internal sealed class AsyncRuntimeEnricher : ILogEventEnricher
{
    public const string RuntimeName = "RuntimeName";
    public const string TaskId = "TaskId";
    public const string TaskName = "TaskName";
    public const string WorkerIndex = "WorkerIndex";

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (CurrentTask.Runtime is not { } runtime)
            return;
        Add(RuntimeName, runtime.Name);
        Add(TaskId, CurrentTask.Id);
        Add(TaskName, CurrentTask.Name);
        Add(WorkerIndex, CurrentTask.WorkerIndex);

        // What the event brings itself stays: the nearer source knows better.
        void Add(string name, object? value)
        {
            if (value is not null)
                logEvent.AddPropertyIfAbsent(new LogEventProperty(name, new ScalarValue(value)));
        }
    }
}
