using System.Numerics;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// The suspended tasks of a runtime: how its end and its registry reach them. A task enters at its first suspension, so one that
/// ends in its first run never pays for it. Shards, because workers enter and leave all the time.
/// </summary>
internal sealed class OwnedTasks
{
    private readonly Shard[] _shards;
    private readonly int _shardBits;

    public OwnedTasks(int workers)
    {
        // A power of two: a division takes as long as the rest.
        _shardBits = BitOperations.Log2((uint)workers) + 2;
        _shards = new Shard[1 << _shardBits];
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new Shard();
    }

    /// <summary>Called by the poll that suspends the task first.</summary>
    public void Add(RuntimeTask task)
    {
        var index = Environment.CurrentManagedThreadId & (_shards.Length - 1);
        task.OwnedIndex = (_shards[index].Add(task) << _shardBits) | index;
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

    /// <summary>
    /// Places in an array, the empty ones in a chain: the last one emptied is filled first. (Closing the gap with the last task instead saves
    /// the chain, and costs a cache miss: that task has to be told its new place.)
    /// </summary>
    internal sealed class Shard
    {
        private const int None = -1;

        private SpinGate _gate;
        private int _used;
        private int _free = None;
        private Place[] _places = new Place[16];

        // Workers write here at each suspension: two shards on one cache line cost a join a third of its time.
        public readonly CacheLine End;

        public int Add(RuntimeTask task)
        {
            _gate.Enter();
            while (_free == None && _used == _places.Length)
                Grow();
            var index = _free;
            if (index == None)
                index = _used++;
            else
                _free = _places[index].NextFree;
            _places[index].Task.Write(task);
            _gate.Exit();
            return index;
        }

        public void Clear(int index)
        {
            _gate.Enter();
            ref var place = ref _places[index];
            place.Task.Write(null);
            place.NextFree = _free;
            _free = index;
            _gate.Exit();
        }

        public void CopyTo(List<RuntimeTask> all)
        {
            _gate.Enter();
            var places = _places.AsSpan(0, _used);
            _gate.Exit();
            // Outside of the lock, for there may be a million. What is added now may be missed, and an array that was replaced meanwhile keeps
            // tasks that have left.
            foreach (ref var place in places)
            {
                if (place.Task.Read() is { } task)
                    all.Add(task);
            }
        }

        /// <summary>Called with the gate held and comes back so. Memory is asked for without it: that may throw.</summary>
        private void Grow()
        {
            var full = _places;
            _gate.Exit();
            var larger = new Place[full.Length * 2];
            _gate.Enter();
            if (ReferenceEquals(_places, full))
            {
                full.CopyTo(larger, 0);
                _places = larger;
            }
        }

        private struct Place
        {
            public AtomicRef<RuntimeTask> Task;
            public int NextFree;
        }
    }
}
