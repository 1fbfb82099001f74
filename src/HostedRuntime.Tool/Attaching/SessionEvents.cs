using Microsoft.Diagnostics.Tracing;

namespace HostedRuntime.Tool.Attaching;

/// <summary>The events of one session.</summary>
/// <param name="request">The id of the request that the session began with.</param>
internal sealed class SessionEvents(string request)
{
    private readonly List<StallReport> _stalls = [];

    public SnapshotParts Parts { get; } = new(request);

    public IReadOnlyList<StallReport> Stalls => _stalls;

    /// <summary>Reads the events to their end. Blocks until the session has ended.</summary>
    public void ReadToEnd(Stream events)
    {
        using var source = new EventPipeEventSource(events);
        source.Dynamic.All += Take;
        source.Process();
    }

    private void Take(TraceEvent data)
    {
        if (data.ProviderName != SnapshotRequest.SourceName)
            return;
        if (data.EventName == "SnapshotPart")
            Parts.Take(Text(data, "request"), Text(data, "format"), (int)data.PayloadByName("number"), (int)data.PayloadByName("count"), Text(data, "text"));
        else if (data.EventName == "WorkerStalled")
            _stalls.Add(StallOf(data));
    }

    private static StallReport StallOf(TraceEvent data)
    {
        var (task, name) = ((long)data.PayloadByName("task"), Text(data, "name"));
        return new StallReport(data.TimeStamp.ToUniversalTime(), Text(data, "runtime"), task, TimeSpan.FromMilliseconds((double)data.PayloadByName("milliseconds")))
        {
            Task = name.Length == 0 ? $"task {task}" : $"'{name}' (task {task})",
            Site = $"{Text(data, "file")}:{data.PayloadByName("line")}",
            BlockedIn = Text(data, "waitsOn"),
        };
    }

    private static string Text(TraceEvent data, string argument) => (string)data.PayloadByName(argument);
}
