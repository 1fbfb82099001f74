using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;

namespace HostedRuntime.Tool.Attaching;

/// <summary>A request to the event source of the runtimes.</summary>
/// <param name="MaxTasks">The most tasks of each runtime.</param>
/// <param name="WithStacks">Whether suspended tasks have stacks.</param>
internal sealed record SnapshotRequest(int MaxTasks, bool WithStacks)
{
    /// <summary>The name of the event source.</summary>
    public const string SourceName = "HostedRuntime";

    private const long SnapshotKeyword = 0x10;
    private const long StallsKeyword = 0x4;

    // A task takes up to some kilobytes as UTF-16. The buffer grows on demand up to its limit, so a generous limit costs nothing.
    private const int LeastBufferMegabytes = 64;
    private const int MostBufferMegabytes = 1024;
    private const int TasksPerMegabyte = 200;

    /// <summary>The text that each part of the answer repeats.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    /// <summary>Whether the session also has the events about stalls.</summary>
    public bool HasStalls { get; init; }

    /// <summary>The session whose start makes the event source answer.</summary>
    public EventPipeSessionConfiguration Session => new([Provider], BufferMegabytes, requestRundown: false, requestStackwalk: false);

    private int BufferMegabytes => Math.Clamp(MaxTasks / TasksPerMegabyte, LeastBufferMegabytes, MostBufferMegabytes);

    private EventPipeProvider Provider => new(SourceName, EventLevel.Informational, HasStalls ? SnapshotKeyword | StallsKeyword : SnapshotKeyword, new Dictionary<string, string>
    {
        ["Snapshot"] = "json",
        ["Request"] = Id,
        ["MaxTasks"] = MaxTasks.ToString(CultureInfo.InvariantCulture),
        ["Stacks"] = WithStacks ? "true" : "false",
    });
}
