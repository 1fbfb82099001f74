using System.Text.Json;
using System.Text.Json.Serialization;
using HostedRuntime.Cluster.Jobs;

namespace HostedRuntime.Cluster.Grains;

/// <summary>Records of jobs as JSON, on the wire and in the store. A property that a version does not know is left out.</summary>
internal static class JobWire
{
    public static string Write(JobRecord job) => JsonSerializer.Serialize(job, JobWireContext.Default.JobRecord);

    /// <summary>Writes what a caller may see: all but the argument, which may be large.</summary>
    public static string WriteShown(JobRecord job) => Write(job with { Argument = "" });

    public static JobRecord ReadJob(string json) => JsonSerializer.Deserialize(json, JobWireContext.Default.JobRecord)!;

    public static string Write(JobOutcome outcome) => JsonSerializer.Serialize(outcome, JobWireContext.Default.JobOutcome);

    public static JobOutcome ReadOutcome(string json) => JsonSerializer.Deserialize(json, JobWireContext.Default.JobOutcome)!;
}

[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(JobOutcome))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
internal sealed partial class JobWireContext : JsonSerializerContext;
