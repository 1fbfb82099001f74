using System.Diagnostics;
using System.Globalization;

namespace HostedRuntime.Tests.Nodes;

/// <summary>
/// The moments at which the leases of one node were live, in a file of its own. They are of the monotonic clock of the machine, which all
/// of its processes share.
/// </summary>
internal static class LeaseJournal
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private static readonly Lock s_gate = new();
    private static FileStream? s_file;

    public static void Open(string folder, string node)
        => s_file = new FileStream(Path.Combine(folder, $"{node}.leases"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Writes moments until the lease is over.</summary>
    public static async Task WatchAsync(ClusterLease lease)
    {
        while (true)
        {
            var moment = Stopwatch.GetTimestamp();
            // A lease that is over never comes back. So a lease that is live now was live at the moment before, even if this process was
            // suspended in between.
            if (!lease.IsHeld)
                return;
            Write(string.Create(CultureInfo.InvariantCulture, $"{lease.Name} {lease.Fence} {moment}\n"));
            await Task.Delay(s_pause);
        }
    }

    /// <summary>Reads the spans of all nodes, dead ones too.</summary>
    public static IReadOnlyList<LeaseSpan> ReadAll(string folder)
        => [.. Directory.GetFiles(folder, "*.leases").SelectMany(static file => SpansOf(Path.GetFileNameWithoutExtension(file), FileLines.Read(file)))];

    private static IEnumerable<LeaseSpan> SpansOf(string node, IEnumerable<string> lines) => lines
        .Select(static line => line.Split(' '))
        .Select(static words => (Lock: words[0], Fence: Number(words[1]), Moment: Number(words[2])))
        .GroupBy(static line => (line.Lock, line.Fence))
        .Select(span => new LeaseSpan(span.Key.Lock, span.Key.Fence, node, span.Min(static line => line.Moment), span.Max(static line => line.Moment)));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static void Write(string line)
    {
        lock (s_gate)
            s_file!.Write(System.Text.Encoding.UTF8.GetBytes(line));
    }
}

/// <summary>The first and the last moment at which a lease was seen live.</summary>
internal sealed record LeaseSpan(string Lock, long Fence, string Node, long First, long Last);
