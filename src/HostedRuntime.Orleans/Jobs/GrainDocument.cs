namespace HostedRuntime.Cluster.Grains;

/// <summary>The stored form of a grain: one text, whatever serializer the storage uses.</summary>
[GenerateSerializer]
[Alias("HostedRuntime.Document")]
internal sealed class GrainDocument
{
    /// <summary>The state as JSON. Empty if there is none.</summary>
    [Id(0)]
    public string Json { get; set; } = "";
}
