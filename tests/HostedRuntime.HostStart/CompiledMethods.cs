using System.Diagnostics.Tracing;

namespace HostedRuntime.HostStart;

/// <summary>Records every method that is compiled while the process runs.</summary>
internal sealed class CompiledMethods : EventListener
{
    private const EventKeywords Jit = (EventKeywords)0x10;

    // .NET reports compiled methods in the background, some milliseconds later. The value was chosen by hand.
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(500);

    private readonly List<string> _names = [];

    /// <summary>Writes one method a line, in alphabetical order.</summary>
    public void Write(TextWriter output)
    {
        Thread.Sleep(s_delay);
        lock (_names)
        {
            foreach (var name in _names.Order(StringComparer.Ordinal))
                output.WriteLine(name);
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(eventSource, EventLevel.Verbose, Jit);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) != true || eventData.Payload is not { } payload)
            return;
        lock (_names)
            _names.Add($"{payload[6]}.{payload[7]} {payload[8]}");
    }
}
