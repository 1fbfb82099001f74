using System.Text.Json;

namespace HostedRuntime.Cluster.Grains;

/// <summary>Lists the jobs whose results are kept until one minute, because a store cannot be asked for them.</summary>
internal sealed class JobSlotGrain : Grain, IJobSlotGrain
{
    private readonly GrainStore _store;
    private readonly SaveQueue _saves;
    private readonly HashSet<string> _jobs = new(StringComparer.Ordinal);

    public JobSlotGrain(IGrainContext context, GrainStores stores)
    {
        _store = stores.Create(context, "job-slot");
        _saves = new SaveQueue(SaveAsync);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_store.Exists)
            _jobs.UnionWith(JsonSerializer.Deserialize(_store.Json, JobIndexContext.Default.ListString)!);
        return Task.CompletedTask;
    }

    public Task AddAsync(string id) => _jobs.Add(id) ? _saves.SaveAsync() : Task.CompletedTask;

    public async Task ClearAsync()
    {
        foreach (var group in _jobs.ToList().Chunk(50))
            await Task.WhenAll(group.Select(id => GrainFactory.GetGrain<IJobGrain>(id).CheckAsync())).ConfigureAwait(true);
        await _store.ClearAsync().ConfigureAwait(true);
        _jobs.Clear();
        DeactivateOnIdle();
    }

    private async Task SaveAsync()
    {
        try
        {
            await _store.WriteAsync(JsonSerializer.Serialize([.. _jobs], JobIndexContext.Default.ListString)).ConfigureAwait(true);
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
