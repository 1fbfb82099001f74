using System.Diagnostics;
using Census.Plugins;
using HostedRuntime;
using HostedRuntime.Channels;
using HostedRuntime.Sync;
using Microsoft.Extensions.Options;

namespace Census;

/// <summary>
/// Counts the files. One blocking task walks the tree and sends paths through a bounded channel. A few async tasks take the paths, have
/// each file read on the blocking pool, and add its figures under locks.
/// </summary>
internal sealed class FileCensus(IRuntimeHandle runtime, SkipListPlugin skipList, IOptions<CensusOptions> options)
{
    // The names are for the log and for dumps.
    private readonly AsyncMutex<Totals> _totals = new(new Totals()) { Name = "totals" };

    // A reader-writer lock, because in a tree of copies most contents are known already and are only looked up.
    private readonly AsyncReaderWriterLock<HashSet<ContentHash>> _contents = new([]) { Name = "contents" };

    private long _found;
    private bool _isWalkOver;

    /// <summary>Counts the tree. May be called once.</summary>
    /// <param name="stopping">Ends the count early; the result then says what is left.</param>
    /// <returns>The result.</returns>
    public async Task<CensusResult> RunAsync(CancellationToken stopping)
    {
        var start = Stopwatch.GetTimestamp();
        var root = options.Value.Root();
        var walk = new TreeWalk(root, skipList, AddUnreadable);
        var (sender, paths) = MpscChannel.CreateBounded<string>(options.Value.QueueCapacity, "paths");

        // If a task fails, the closed channel ends the others.
        using (paths)
        {
            // When the token fires, each task is aborted and ends at its next wait.
            var walking = runtime.SpawnBlocking(own => Walk(walk, sender, own), new SpawnOptions { Name = "walk", CancellationToken = stopping });
            var hashing = Enumerable.Range(0, options.Value.HashingTasks)
                .Select(index => runtime.Spawn(own => HashAsync(paths, own), new SpawnOptions { Name = $"hash-{index}", CancellationToken = stopping }))
                .ToList();

            foreach (var task in hashing.Append(walking))
                ThrowIfFaulted(await task.JoinAsync(CancellationToken.None));
        }

        using var totals = await _totals.LockAsync(CancellationToken.None);
        var left = new CensusResult.Rest(_found - totals.Value.All.Files, walk.DirectoriesLeft);
        return new CensusResult(root, totals.Value, Stopwatch.GetElapsedTime(start)) { Left = left is { Files: 0, Directories: 0 } ? null : left };
    }

    /// <summary>Returns the progress of the running census.</summary>
    public async Task<CensusProgress> GetProgressAsync(CancellationToken ct)
    {
        using var totals = await _totals.LockAsync(ct);
        return new CensusProgress(Interlocked.Read(ref _found), totals.Value.All, Volatile.Read(ref _isWalkOver));
    }

    private void Walk(TreeWalk walk, Sender<string> sender, CancellationToken ct)
    {
        // The channel ends with its last sender, and the tasks that read it end with the channel.
        using (sender)
        {
            foreach (var path in walk.Files())
            {
                Interlocked.Increment(ref _found);
                sender.BlockingWrite(path, ct);
            }
        }

        Volatile.Write(ref _isWalkOver, true);
    }

    private async Task HashAsync(Receiver<string> paths, CancellationToken ct)
    {
        await foreach (var path in paths.ReadAllAsync(ct))
        {
            var reading = await runtime.SpawnBlocking(own => FileReading.Of(path, own), new SpawnOptions { Name = "read", CancellationToken = ct });
            var isDuplicate = reading.Problem is null && !await AddContentAsync(reading.Hash, ct);
            using var totals = await _totals.LockAsync(ct);
            totals.Value.AddFile(path, reading, isDuplicate);
        }
    }

    /// <summary>Adds a content to the index.</summary>
    /// <returns>True if the content is new; otherwise false.</returns>
    private async ValueTask<bool> AddContentAsync(ContentHash hash, CancellationToken ct)
    {
        using (var contents = await _contents.ReadLockAsync(ct))
        {
            if (contents.Value.Contains(hash))
                return false;
        }

        using (var contents = await _contents.WriteLockAsync(ct))
            return contents.Value.Add(hash);
    }

    /// <summary>Called on the thread of the walk, which may block.</summary>
    private void AddUnreadable(Unreadable directory)
    {
        using var totals = _totals.BlockingLock();
        totals.Value.AddUnreadable(directory);
    }

    private static void ThrowIfFaulted(JoinResult end)
    {
        if (end.Status == JoinStatus.Faulted)
            end.ThrowIfFailed();
    }
}
