using System.Text.Json;
using System.Text.Json.Serialization;
using HostedRuntime.Cluster.Locks;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace HostedRuntime.Cluster.Grains;

/// <summary>
/// Keeps one lock. Every grant and every renewal is a write that fails if another activation has written, so two activations cannot both
/// give the lock.
/// </summary>
internal sealed class LockGrain : Grain, ILockGrain
{
    private readonly GrainStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private LockHost? _host;

    public LockGrain(IGrainContext context, GrainStores stores, TimeProvider clock, ILoggerFactory loggers)
    {
        _store = stores.Create(context, "lock");
        _clock = clock;
        _logger = loggers.CreateLogger(Log.Category);
    }

    private LockHost Host => _host!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var sheet = _store.Exists ? JsonSerializer.Deserialize(_store.Json, LockSheetContext.Default.LockSheet)! : LockSheet.Empty;
        _host = new LockHost(sheet, _clock, SaveAsync);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            // So that a lock that was released is not held in the store until the time to live is over.
            await Host.StoreReleasesAsync().ConfigureAwait(true);
        }
        catch (Exception)
        {
            // Then it is held until then.
        }
    }

    public async Task<LockAnswer> AcquireAsync(LockCall call, TimeSpan wait)
    {
        try
        {
            var grant = await Host.AcquireAsync(new LockRequest(call.Id, call.Weight, call.TimeToLive, call.Node), call.Capacity, wait).ConfigureAwait(true);
            return new LockAnswer(grant?.Fence, null);
        }
        catch (LockCapacityException e)
        {
            return new LockAnswer(null, e.Message);
        }
    }

    public Task<bool> RenewAsync(long fence) => Host.RenewAsync(fence);

    public Task ReleaseAsync(long fence) => Host.ReleaseAsync(fence);

    public Task CancelAsync(Guid request) => Host.CancelAsync(request);

    private async Task SaveAsync(LockSheet sheet)
    {
        try
        {
            await _store.WriteAsync(JsonSerializer.Serialize(sheet, LockSheetContext.Default.LockSheet)).ConfigureAwait(true);
        }
        catch (Exception e)
        {
            // Another activation may have written, or this write may have happened although it failed. The next one reads what is stored.
            DeactivateOnIdle();
            if (e is InconsistentStateException)
                _logger.LockWriteRefused(this.GetPrimaryKeyString(), sheet.Fence);
            throw;
        }
    }
}

[JsonSerializable(typeof(LockSheet))]
internal sealed partial class LockSheetContext : JsonSerializerContext;
