using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orleans.Storage;

namespace ThumbnailFarm;

/// <summary>
/// A store of files that the nodes of one machine share, so that the sample needs no server. A write succeeds only if nobody has written
/// since the state was read, as with the stores of Orleans.
/// </summary>
internal sealed class FolderStorage : IGrainStorage
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);
    private readonly string _folder;

    public FolderStorage(string folder) => _folder = Directory.CreateDirectory(folder).FullName;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await using var locked = await LockAsync(stateName, grainId);
        Apply(Read(FileOf(stateName, grainId)), grainState);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await using var locked = await LockAsync(stateName, grainId);
        var file = FileOf(stateName, grainId);
        ThrowIfOlder(file, grainState.ETag);
        var row = new Row(Guid.NewGuid().ToString("N"), JsonSerializer.Serialize(grainState.State));
        // A process that is killed leaves the old file or the new one.
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(row));
        File.Move(file + ".new", file, overwrite: true);
        (grainState.ETag, grainState.RecordExists) = (row.ETag, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await using var locked = await LockAsync(stateName, grainId);
        var file = FileOf(stateName, grainId);
        ThrowIfOlder(file, grainState.ETag);
        File.Delete(file);
        Apply(null, grainState);
    }

    private static void Apply<T>(Row? row, IGrainState<T> state)
    {
        state.State = row is null ? Activator.CreateInstance<T>() : JsonSerializer.Deserialize<T>(row.Json)!;
        state.ETag = row?.ETag!;
        state.RecordExists = row is not null;
    }

    private static Row? Read(string file) => File.Exists(file) ? JsonSerializer.Deserialize<Row>(File.ReadAllText(file)) : null;

    private static void ThrowIfOlder(string file, string? read)
    {
        var stored = Read(file)?.ETag;
        if (stored != read)
            throw new InconsistentStateException($"{Path.GetFileName(file)} was written by another node.", stored, read);
    }

    private string FileOf(string state, GrainId grain)
        => Path.Combine(_folder, $"{state}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{grain}")).AsSpan(0, 12))}.json");

    /// <summary>Takes the file's lock of the system, which ends with the process that holds it.</summary>
    private async Task<FileStream> LockAsync(string state, GrainId grain)
    {
        while (true)
        {
            try
            {
                return new FileStream(FileOf(state, grain) + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(s_pause);
            }
        }
    }

    private sealed record Row(string ETag, string Json);
}
