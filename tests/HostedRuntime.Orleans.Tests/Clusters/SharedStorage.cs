using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Storage;

namespace HostedRuntime.Tests.Cluster;

/// <summary>A store outside of the silos of a test, which outlives each of them. It compares ETags as a real one does.</summary>
internal sealed class SharedStorage : IGrainStorage
{
    private static readonly ConcurrentDictionary<string, SharedStorage> s_all = new();
    private readonly ConcurrentDictionary<string, (string ETag, string Json)> _rows = new();
    private int _writes;

    /// <summary>Whether the store refuses every call, as one that is down.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether the store takes every call and never answers it.</summary>
    public bool IsSilent { get; set; }

    public int Writes => _writes;

    public int RowsOf(string state) => _rows.Keys.Count(key => key.StartsWith(state + "|", StringComparison.Ordinal));

    /// <summary>Stores a copy of the row of a grain, as the row of another one.</summary>
    public void Copy(string state, GrainId from, GrainId to, Func<string, string> change)
    {
        var row = _rows[KeyOf(state, from)];
        _rows[KeyOf(state, to)] = (row.ETag, change(row.Json));
    }

    public static SharedStorage Of(string cluster) => s_all.GetOrAdd(cluster, static _ => new SharedStorage());

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await AnswerAsync();
        if (_rows.TryGetValue(KeyOf(stateName, grainId), out var row))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (JsonSerializer.Deserialize<T>(row.Json)!, row.ETag, true);
            return;
        }

        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null!, false);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await AnswerAsync();
        var written = (Guid.NewGuid().ToString(), JsonSerializer.Serialize(grainState.State));
        var key = KeyOf(stateName, grainId);
        var isWritten = grainState.ETag is null
            ? _rows.TryAdd(key, written)
            : _rows.TryGetValue(key, out var row) && row.ETag == grainState.ETag && _rows.TryUpdate(key, written, row);
        if (!isWritten)
            throw new InconsistentStateException($"{key} was written by another activation.");
        Interlocked.Increment(ref _writes);
        (grainState.ETag, grainState.RecordExists) = (written.Item1, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await AnswerAsync();
        var key = KeyOf(stateName, grainId);
        if (grainState.ETag is not null && (!_rows.TryGetValue(key, out var row) || row.ETag != grainState.ETag || !_rows.TryRemove(new(key, row))))
            throw new InconsistentStateException($"{key} was written by another activation.");
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null!, false);
    }

    private static string KeyOf(string state, GrainId grain) => $"{state}|{grain}";

    private Task AnswerAsync()
    {
        if (IsDown)
            throw new IOException("The store is down.");
        return IsSilent ? new TaskCompletionSource().Task : Task.CompletedTask;
    }
}
