using System.Text.Json;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// Reads and writes snapshots as JSON, without reflection. Property names are in camel case, enums are words, spans are "hh:mm:ss.fffffff",
/// and null values are left out.
/// </summary>
public static class SnapshotJson
{
    /// <summary>Writes a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <returns>One JSON object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> is null.</exception>
    public static string Write(RuntimeSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return JsonSerializer.Serialize(snapshot, SnapshotJsonContext.Default.RuntimeSnapshot);
    }

    /// <summary>Writes snapshots.</summary>
    /// <param name="snapshots">The snapshots.</param>
    /// <returns>One JSON array.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshots"/> is null.</exception>
    public static string Write(RuntimeSnapshot[] snapshots)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        return JsonSerializer.Serialize(snapshots, SnapshotJsonContext.Default.RuntimeSnapshotArray);
    }

    /// <summary>Reads an array that <see cref="Write(RuntimeSnapshot[])"/> wrote.</summary>
    /// <param name="json">A JSON array of snapshots.</param>
    /// <returns>The snapshots.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="JsonException">The text is no such array.</exception>
    public static RuntimeSnapshot[] ReadAll(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JsonSerializer.Deserialize(json, SnapshotJsonContext.Default.RuntimeSnapshotArray) ?? [];
    }
}
