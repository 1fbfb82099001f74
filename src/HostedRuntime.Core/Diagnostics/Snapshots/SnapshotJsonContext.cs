using System.Text.Json.Serialization;

namespace HostedRuntime.Diagnostics;

/// <summary>The generated code behind <see cref="SnapshotJson"/>. Internal, because it has a property for the type of each row.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RuntimeSnapshot))]
[JsonSerializable(typeof(RuntimeSnapshot[]))]
internal sealed partial class SnapshotJsonContext : JsonSerializerContext;
