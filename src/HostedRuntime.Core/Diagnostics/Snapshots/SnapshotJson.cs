using System.Text.Json;
using System.Text.Json.Serialization;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// Reads and writes snapshots as JSON, without reflection. Property names are in camel case, enums are words, spans are "hh:mm:ss.fffffff".
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RuntimeSnapshot))]
[JsonSerializable(typeof(RuntimeSnapshot[]))]
public sealed partial class SnapshotJson : JsonSerializerContext
{
    /// <summary>Writes a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <returns>One JSON object.</returns>
    public static string Write(RuntimeSnapshot snapshot) => JsonSerializer.Serialize(snapshot, Default.RuntimeSnapshot);

    /// <summary>Writes snapshots.</summary>
    /// <param name="snapshots">The snapshots.</param>
    /// <returns>One JSON array.</returns>
    public static string Write(RuntimeSnapshot[] snapshots) => JsonSerializer.Serialize(snapshots, Default.RuntimeSnapshotArray);

    /// <summary>Reads what <see cref="Write(RuntimeSnapshot[])"/> wrote.</summary>
    /// <param name="json">A JSON array of snapshots.</param>
    /// <returns>The snapshots.</returns>
    /// <exception cref="JsonException">The text is no such array.</exception>
    public static RuntimeSnapshot[] ReadAll(string json) => JsonSerializer.Deserialize(json, Default.RuntimeSnapshotArray) ?? [];
}
