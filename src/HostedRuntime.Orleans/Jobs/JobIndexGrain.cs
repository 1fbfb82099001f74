using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Cluster.Grains;

/// <summary>The stored form of <see cref="JobIndexGrain"/>.</summary>
/// <param name="Jobs">The jobs that have not ended, as far as this part knows.</param>
/// <param name="Slots">The minutes in which jobs that have ended are to be removed, counted from the epoch of Unix.</param>
internal sealed record JobIndexSheet(IReadOnlyCollection<string> Jobs, IReadOnlyCollection<long> Slots);

/// <summary>
/// Knows the jobs that have not ended, so that they are found if nobody asks for them. Many changes share one write.
/// </summary>
internal sealed class JobIndexGrain : Grain, IJobIndexGrain
{
    /// <summary>The number of parts. All nodes must use the same, so it is no option.</summary>
    public const int Parts = 16;

    private readonly GrainStore _store;
    private readonly SaveQueue _saves;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TimeSpan _shortestPause;
    private readonly HashSet<string> _jobs = new(StringComparer.Ordinal);
    private readonly SortedSet<long> _slots = [];
    private Task? _sweep;
    private long _sweptVersion = -1;
    private long _sweptAt;

    public JobIndexGrain(IGrainContext context, GrainStores stores, AsyncRuntimeClusterOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        _store = stores.Create(context, "job-index");
        _saves = new SaveQueue(SaveAsync);
        _clock = clock;
        // All nodes sweep, so that the sweep does not depend on one of them. Most of their calls end here.
        _shortestPause = options.SweepInterval / 2;
        _logger = loggers.CreateLogger(Log.Category);
    }

    public static IJobIndexGrain Of(IGrainFactory grains, string job) => grains.GetGrain<IJobIndexGrain>(PartOf(job));

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!_store.Exists)
            return Task.CompletedTask;
        var sheet = JsonSerializer.Deserialize(_store.Json, JobIndexContext.Default.JobIndexSheet)!;
        _jobs.UnionWith(sheet.Jobs);
        _slots.UnionWith(sheet.Slots);
        return Task.CompletedTask;
    }

    public Task AddAsync(string id)
    {
        _jobs.Add(id);
        return _saves.SaveAsync();
    }

    public async Task EndAsync(string id, DateTimeOffset keptUntil)
    {
        // One minute later, so that a job is removed after its time in any case.
        var slot = (keptUntil.ToUnixTimeSeconds() / 60) + 1;
        await SlotOf(slot).AddAsync(id).ConfigureAwait(true);
        _slots.Add(slot);
        _jobs.Remove(id);
        await _saves.SaveAsync().ConfigureAwait(true);
    }

    public Task SweepAsync(long membershipVersion)
    {
        if (_sweep is { IsCompleted: false })
            return _sweep;
        if (membershipVersion <= _sweptVersion && _clock.GetElapsedTime(_sweptAt) < _shortestPause)
            return Task.CompletedTask;
        _sweptVersion = membershipVersion;
        _sweptAt = _clock.GetTimestamp();
        return _sweep = SweepAllAsync();
    }

    /// <summary>Returns the part of an id, by FNV-1a. That of .NET differs from process to process.</summary>
    private static int PartOf(string job)
    {
        var hash = 2166136261u;
        foreach (var letter in job)
            hash = unchecked((hash ^ letter) * 16777619u);
        return (int)(hash % Parts);
    }

    private IJobSlotGrain SlotOf(long slot)
        => GrainFactory.GetGrain<IJobSlotGrain>(string.Create(CultureInfo.InvariantCulture, $"{slot}/{this.GetPrimaryKeyLong()}"));

    private async Task SweepAllAsync()
    {
        var minute = _clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        foreach (var slot in _slots.TakeWhile(slot => slot <= minute).ToList())
        {
            await SlotOf(slot).ClearAsync().ConfigureAwait(true);
            _slots.Remove(slot);
            await _saves.SaveAsync().ConfigureAwait(true);
        }

        // In groups, so that a sweep of many jobs does not fill the queues of the nodes.
        foreach (var group in _jobs.ToList().Chunk(50))
            await Task.WhenAll(group.Select(CheckAsync)).ConfigureAwait(true);
    }

    private async Task CheckAsync(string id)
    {
        try
        {
            if (await GrainFactory.GetGrain<IJobGrain>(id).CheckAsync().ConfigureAwait(true))
                return;
            // It has ended, and the call that should have told so was lost. Or it was never stored.
            var ended = await GrainFactory.GetGrain<IJobGrain>(id).ReadAsync().ConfigureAwait(true) is { } shown ? JobWire.ReadJob(shown) : null;
            await EndAsync(id, (ended?.EndedAt ?? _clock.GetUtcNow()) + (ended?.Retention ?? TimeSpan.Zero)).ConfigureAwait(true);
        }
        catch (Exception e)
        {
            // The next sweep tries again.
            _logger.JobStepDelayed(id, e);
        }
    }

    private async Task SaveAsync()
    {
        try
        {
            await _store.WriteAsync(JsonSerializer.Serialize(new JobIndexSheet(_jobs, _slots), JobIndexContext.Default.JobIndexSheet)).ConfigureAwait(true);
        }
        catch
        {
            // Another activation may have written. The next one reads what is stored, and the callers try again.
            DeactivateOnIdle();
            throw;
        }
    }
}

[JsonSerializable(typeof(JobIndexSheet))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class JobIndexContext : JsonSerializerContext;
