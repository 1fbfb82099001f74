using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace HostedRuntime.Tests.Diagnostics.Events;

/// <summary>Listens to the events of the runtimes, and keeps those of one runtime.</summary>
internal sealed class EventRecorder : EventListener
{
    private readonly string _runtime;
    private readonly ConcurrentQueue<EventWrittenEventArgs> _events = [];

    public EventRecorder(string runtime, EventLevel level, EventKeywords keywords)
    {
        _runtime = runtime;
        EnableEvents(RuntimeEvents(), level, keywords);
    }

    /// <summary>The names of the events so far, in their order.</summary>
    public IEnumerable<string> Names => _events.Select(static args => args.EventName!);

    /// <summary>The arguments of the events of a name, without the runtime, by their names.</summary>
    public List<Dictionary<string, object?>> Of(string name)
        => [.. _events.Where(args => args.EventName == name).Select(static args => args.PayloadNames!.Zip(args.Payload!).Skip(1).ToDictionary(static pair => pair.First, static pair => pair.Second))];

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name == "HostedRuntime" && eventData.Payload is [string runtime, ..] && runtime == _runtime)
            _events.Enqueue(eventData);
    }

    private static EventSource RuntimeEvents()
    {
        // The source exists once a runtime has started.
        using (AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "first"))
            return EventSource.GetSources().Single(static source => source.Name == "HostedRuntime");
    }
}
