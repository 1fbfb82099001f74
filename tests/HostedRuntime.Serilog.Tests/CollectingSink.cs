using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace HostedRuntime.Serilog.Tests;

/// <summary>Keeps the events that a logger emits.</summary>
internal sealed class CollectingSink : ILogEventSink
{
    private readonly ConcurrentQueue<LogEvent> _events = new();

    public void Emit(LogEvent logEvent) => _events.Enqueue(logEvent);

    /// <summary>Returns the properties that the enricher added to the only event with this message, ordered by name.</summary>
    public string PropertiesOf(string message)
    {
        var found = Assert.Single(_events, entry => entry.MessageTemplate.Text == message);
        return string.Join(
            ", ",
            found.Properties
                .Where(property => property.Key is "RuntimeName" or "TaskId" or "TaskName" or "WorkerIndex")
                .OrderBy(property => property.Key, StringComparer.Ordinal)
                .Select(property => $"{property.Key}={((ScalarValue)property.Value).Value}"));
    }
}
