using System.Diagnostics.Tracing;

namespace HostedRuntime.Diagnostics;

/// <summary>The events of all runtimes of the process. Thread-safe.</summary>
/// <remarks>
/// The base class takes each instance method that returns nothing for an event, and so for its id. So everything else here is static.
/// </remarks>
[EventSource(Name = SourceName)]
internal sealed partial class RuntimeEventSource : EventSource
{
    public const string SourceName = "HostedRuntime";

    private RuntimeEventSource()
    {
    }

    public static RuntimeEventSource Log { get; } = new();

    /// <summary>The groups of events. The class has this name because the base class looks for it.</summary>
    public static class Keywords
    {
        /// <summary>The answers to a command that captures a snapshot.</summary>
        public const EventKeywords Snapshot = (EventKeywords)0x10;
    }
}
