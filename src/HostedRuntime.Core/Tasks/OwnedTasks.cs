using System.Numerics;

namespace HostedRuntime.Tasks;

/// <summary>
/// The suspended tasks of a runtime: how its end and its registry reach them. A task enters at its first suspension, so one that
/// ends in its first run never pays for it. Shards, because workers enter and leave all the time.
/// </summary>
internal sealed class OwnedTasks
{
    private readonly OwnedShard[] _shards;
    private readonly int _shardBits;

    public OwnedTasks(int workers)
    {
        // A power of two: a division takes as long as the rest.
        _shardBits = BitOperations.Log2((uint)workers) + 2;
        _shards = new OwnedShard[1 << _shardBits];
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new OwnedShard();
    }

    /// <summary>Places that there is memory for; a moment's view.</summary>
    public int Capacity => _shards.Sum(static shard => shard.Capacity);

    /// <summary>Called by the poll that suspends the task first.</summary>
    public void Add(RuntimeTask task)
    {
        var index = Environment.CurrentManagedThreadId & (_shards.Length - 1);
        _shards[index].Add(task, index, _shardBits);
    }

    /// <summary>Called once, at the end of a task that was added.</summary>
    public void Remove(RuntimeTask task)
    {
        var index = task.OwnedIndex;
        _shards[index & (_shards.Length - 1)].Clear(index >> _shardBits);
        task.OwnedIndex = -1;
    }

    /// <summary>All that were added before, and have not been removed meanwhile; some that were removed may be among them.</summary>
    public List<RuntimeTask> Snapshot()
    {
        var all = new List<RuntimeTask>();
        foreach (var shard in _shards)
            shard.CopyTo(all);
        return all;
    }
}
