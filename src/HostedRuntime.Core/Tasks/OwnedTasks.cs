using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>
/// The suspended tasks of a runtime: how its end and its registry reach them. A task enters at its first suspension, so one that
/// ends in its first run never pays for it. Shards, because workers enter and leave all the time.
/// </summary>
internal sealed class OwnedTasks
{
    private readonly Shard[] _shards;

    public OwnedTasks(int workers)
    {
        _shards = new Shard[workers * 2];
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new Shard();
    }

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var shard in _shards)
                count += shard.Count.Read();
            return count;
        }
    }

    /// <summary>Called by the poll that suspends the task first.</summary>
    public void Add(RuntimeTask task)
    {
        var index = Environment.CurrentManagedThreadId % _shards.Length;
        var shard = _shards[index];
        lock (shard)
        {
            var place = shard.Count.ReadOwn();
            if (place == shard.Tasks.Length)
                Array.Resize(ref shard.Tasks, place * 2);
            shard.Tasks[place] = task;
            task.OwnedIndex = (place * _shards.Length) + index;
            shard.Count.Write(place + 1);
        }
    }

    /// <summary>Called once, at the end of a task that was added. The last of the shard takes its place.</summary>
    public void Remove(RuntimeTask task)
    {
        // The shard never changes, only the place in it: a stale read still finds the right lock.
        var index = task.OwnedIndex % _shards.Length;
        var shard = _shards[index];
        lock (shard)
        {
            var place = task.OwnedIndex / _shards.Length;
            var end = shard.Count.ReadOwn() - 1;
            var last = shard.Tasks[end]!;
            shard.Tasks[place] = last;
            last.OwnedIndex = (place * _shards.Length) + index;
            shard.Tasks[end] = null;
            shard.Count.Write(end);
            task.OwnedIndex = -1;
        }
    }

    public List<RuntimeTask> Snapshot()
    {
        var all = new List<RuntimeTask>();
        foreach (var shard in _shards)
        {
            lock (shard)
                all.AddRange(shard.Tasks.Take(shard.Count.ReadOwn())!);
        }

        return all;
    }

    private sealed class Shard
    {
        public RuntimeTask?[] Tasks = new RuntimeTask?[16];
        public AtomicInt Count;
    }
}
