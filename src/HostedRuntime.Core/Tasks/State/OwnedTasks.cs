using System.Numerics;

namespace HostedRuntime.Tasks;

/// <summary>
/// The list of the suspended tasks of a runtime. The shutdown and the descriptions of live tasks read it. A task enters at its first
/// suspension, so a task that ends in its first poll never pays for it. The list is split into shards, because all workers add and remove
/// tasks all the time.
/// </summary>
internal sealed class OwnedTasks
{
    private readonly OwnedShard[] _shards;
    private readonly int _shardBits;

    public OwnedTasks(int workers)
    {
        // A power of two, because a division would take as long as everything else here.
        _shardBits = BitOperations.Log2((uint)workers) + 2;
        _shards = new OwnedShard[1 << _shardBits];
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new OwnedShard();
    }

    /// <summary>The number of places for which memory is allocated.</summary>
    public int Capacity => _shards.Sum(static shard => shard.Capacity);

    /// <summary>Adds a task. Called by the poll that suspends the task for the first time.</summary>
    public void Add(RuntimeTask task)
    {
        var index = Environment.CurrentManagedThreadId & (_shards.Length - 1);
        _shards[index].Add(task, index, _shardBits);
    }

    /// <summary>Removes a task. Called once, at the end of a task that was added.</summary>
    public void Remove(RuntimeTask task)
    {
        var index = task.OwnedIndex;
        _shards[index & (_shards.Length - 1)].Clear(index >> _shardBits);
        task.OwnedIndex = -1;
    }

    /// <inheritdoc cref="OwnedShard.Sample"/>
    public void Sample(uint now, List<RuntimeTask> settled)
    {
        foreach (var shard in _shards)
            shard.Sample(now, settled);
    }

    /// <summary>As <see cref="Snapshot"/>, with what the sampler has noted about each task.</summary>
    public List<MarkedTask> SnapshotWithMarks()
    {
        var all = new List<MarkedTask>();
        foreach (var shard in _shards)
            shard.CopyTo(all);
        return all;
    }

    /// <summary>Returns all tasks that were added before and not removed meanwhile. It may also return some that were removed.</summary>
    public List<RuntimeTask> Snapshot()
    {
        var all = new List<RuntimeTask>();
        foreach (var shard in _shards)
            shard.CopyTo(all);
        return all;
    }
}
