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

/// <summary>The storage of a grain, by the name that the options have.</summary>
internal sealed record GrainDocumentPlace(string StateName, string StorageName) : IPersistentStateConfiguration;

/// <summary>
/// The stored state of one activation. A write succeeds only if no other activation has written since this one has read.
/// </summary>
internal sealed class GrainStore(IPersistentState<GrainDocument> state)
{
    public string Json => state.State.Json;

    public bool Exists => state.RecordExists && state.State.Json.Length > 0;

    /// <summary>Stores a text. If that fails, the state stays as it was, as far as this activation knows.</summary>
    public async Task WriteAsync(string json)
    {
        var before = state.State.Json;
        state.State.Json = json;
        try
        {
            await state.WriteStateAsync().ConfigureAwait(true);
        }
        catch
        {
            state.State.Json = before;
            throw;
        }
    }

    public Task ClearAsync() => state.RecordExists ? state.ClearStateAsync() : Task.CompletedTask;
}
