using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace HostedRuntime.Diagnostics;

// The command of a listener that captures snapshots: the argument Snapshot, answered with events that carry the text in parts.
// The thread of a command is the listener's. For the tool it is the diagnostics server of .NET, a native thread that needs no ThreadPool.
internal sealed partial class RuntimeEventSource
{
    /// <summary>The format of an answer that is an error message.</summary>
    public const string ErrorFormat = "error";

    /// <summary>The argument that asks for a snapshot. Its value is the format.</summary>
    public const string SnapshotArgument = "Snapshot";

    /// <summary>The argument with a text that each part of the answer repeats. Without it the source takes a number.</summary>
    public const string RequestArgument = "Request";

    /// <summary>The most characters of a part. .NET drops an event of more than 64 KB, which is room for some 32,000 characters.</summary>
    private const int PartLength = 20_000;

    /// <summary>
    /// The last request of a listener, and the number of requests without a name. Guarded by the base class's lock for commands.
    /// </summary>
    private string? _lastRequest;
    private int _unnamedRequests;

    /// <summary>
    /// Makes the answer to a command from its arguments. Set before <see cref="Log"/> is first used, and always to the same method. Null
    /// answers no command.
    /// </summary>
    public static Func<IDictionary<string, string?>, string>? CaptureSnapshots { get; set; }

    [Event(40, Level = EventLevel.Informational, Keywords = Keywords.Snapshot, Message = "Part {2} of {3} of the answer to request {0}, as {1}.")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All arguments are strings and numbers.")]
    public void SnapshotPart(string request, string format, int number, int count, string text) => WriteEvent(40, request, format, number, count, text);

    /// <summary>Answers a command that asks for a snapshot. Throws nothing: an error is an answer too.</summary>
    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        if (command.Command == EventCommand.Disable || CaptureSnapshots is not { } capture)
            return;
        if (command.Arguments is not { } arguments || !arguments.TryGetValue(SnapshotArgument, out var format) || !IsEnabled(EventLevel.Informational, Keywords.Snapshot))
            return;
        // The end of a session comes as a command with the session's arguments, if another session goes on.
        if (arguments.TryGetValue(RequestArgument, out var request) && request is not null && request == _lastRequest)
            return;
        _lastRequest = request ??= (++_unnamedRequests).ToString(CultureInfo.InvariantCulture);
        try
        {
            WriteParts(this, request, format ?? "", capture(arguments));
        }
        catch (Exception error)
        {
            WriteParts(this, request, ErrorFormat, error is ArgumentException ? error.Message : error.ToString());
        }
    }

    private static void WriteParts(RuntimeEventSource source, string request, string format, string text)
    {
        var count = Math.Max(1, (text.Length + PartLength - 1) / PartLength);
        for (var i = 0; i < count; i++)
        {
            var start = i * PartLength;
            source.SnapshotPart(request, format, i + 1, count, text.Substring(start, Math.Min(PartLength, text.Length - start)));
        }
    }
}
