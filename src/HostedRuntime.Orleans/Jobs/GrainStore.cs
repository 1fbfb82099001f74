namespace HostedRuntime.Cluster.Grains;

/// <summary>
/// The stored state of one activation. A write succeeds only if no other activation has written since this one has read.
/// </summary>
/// <remarks>
/// Each call has a limit, because a storage may have none, and a turn that never ends would block its grain for ever. A call that has
/// passed its limit may still have its effect. So the activation has to end then, and the next one reads what is stored.
/// </remarks>
internal sealed class GrainStore(IPersistentState<GrainDocument> state, TimeSpan limit, TimeProvider clock)
{
    public string Json => state.State.Json;

    public bool Exists => state.RecordExists && state.State.Json.Length > 0;

    /// <summary>Stores a text. If that fails, the state stays as it was, as far as this activation knows.</summary>
    /// <exception cref="TimeoutException">The store did not answer within the limit.</exception>
    public async Task WriteAsync(string json)
    {
        var before = state.State.Json;
        state.State.Json = json;
        try
        {
            await WithinLimitAsync(state.WriteStateAsync).ConfigureAwait(true);
        }
        catch
        {
            state.State.Json = before;
            throw;
        }
    }

    /// <exception cref="TimeoutException">The store did not answer within the limit.</exception>
    public Task ClearAsync() => state.RecordExists ? WithinLimitAsync(state.ClearStateAsync) : Task.CompletedTask;

    private async Task WithinLimitAsync(Func<CancellationToken, Task> call)
    {
        using var stop = new CancellationTokenSource(limit, clock);
        try
        {
            // Twice: a storage that does not regard its token is left behind at the limit.
            await call(stop.Token).WaitAsync(stop.Token).ConfigureAwait(true);
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested)
        {
            throw new TimeoutException($"The store did not answer within {limit}.", e);
        }
    }
}

/// <summary>Makes the stores of the grains: in the storage that the options name, with the limit that calls to a store have.</summary>
internal sealed class GrainStores(
    IPersistentStateFactory states, AsyncRuntimeClusterOptions options, HostedRuntime.ClusterOptions limits, TimeProvider clock)
{
    /// <param name="grain">The activation.</param>
    /// <param name="name">The name of the kind of grain, as it is in the store.</param>
    public GrainStore Create(IGrainContext grain, string name)
        => new(states.Create<GrainDocument>(grain, new Place(name, options.Storage)), limits.StoreTimeout, clock);

    private sealed record Place(string StateName, string StorageName) : IPersistentStateConfiguration;
}
