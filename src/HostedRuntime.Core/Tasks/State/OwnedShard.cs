using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>A part of <see cref="OwnedTasks"/>: places in blocks, found by number. Any thread.</summary>
/// <remarks>
/// <para>The place that was emptied last is filled first. A block whose last task leaves is freed, so a list that has held a million tasks
/// becomes small again. One empty block is kept. So between freeing a block and allocating the next one, at least a block full of tasks
/// is added.</para>
/// <para>Rejected: one array whose gap is filled with the last task. The new place has to be written to that task, which is a cache miss at
/// each end.</para>
/// </remarks>
internal sealed class OwnedShard
{
    private const int None = -1;
    private const int BlockBits = 6;
    private const int BlockSize = 1 << BlockBits;

    /// <summary>A table that is larger than this is freed with the last block. Picked by hand.</summary>
    private const int SmallTable = 16;

    private SpinGate _gate;

    /// <summary>The blocks that have a free place.</summary>
    private Block? _open;

    /// <summary>The empty block that is kept. If no block is empty, it is a block that was filled after it was kept.</summary>
    private Block? _spare;

    /// <summary>The blocks by number. The unused numbers are linked in a chain.</summary>
    private Entry[] _table = [];
    private int _used;
    private int _freeNumber = None;
    private int _blocks;

    // Workers write here at each suspension: two shards on one cache line cost a join a third of its time.
    public readonly CacheLine End;

    /// <summary>The number of places for which memory is allocated.</summary>
    public int Capacity
    {
        get
        {
            _gate.Enter();
            var blocks = _blocks;
            _gate.Exit();
            return blocks * BlockSize;
        }
    }

    /// <summary>Adds a task and writes its place into it.</summary>
    /// <param name="task">The task.</param>
    /// <param name="shard">The number of this shard.</param>
    /// <param name="shardBits">How many bits of a place that number takes.</param>
    public void Add(RuntimeTask task, int shard, int shardBits)
    {
        _gate.Enter();
        while (_open is null)
            Grow();
        var block = _open;
        var place = block.Free;
        ref var free = ref block.Places[place];
        block.Free = free.NextFree;
        // Written first: a sweep that finds a task which has not started ends it, and the end reads its place.
        task.OwnedIndex = (((block.Number << BlockBits) | place) << shardBits) | shard;
        // Before the task is visible: the sampler must not take it for the task that had this place before.
        free.Mark = default;
        free.Task.Write(task);
        if (++block.Count == BlockSize)
            CloseLocked(block);
        _gate.Exit();
    }

    public void Clear(int index)
    {
        _gate.Enter();
        var block = _table[index >> BlockBits].Block.ReadOwn()!;
        var number = index & (BlockSize - 1);
        ref var place = ref block.Places[number];
        place.Task.Write(null);
        place.NextFree = block.Free;
        block.Free = number;
        if (block.Count-- == BlockSize)
            OpenLocked(block);
        else if (block.Count == 0)
            GiveBackLocked(block);
        _gate.Exit();
    }

    public void CopyTo(List<RuntimeTask> all)
    {
        foreach (ref var entry in Table())
        {
            if (entry.Block.Read() is not { } block)
                continue;
            foreach (ref var place in block.Places.AsSpan())
            {
                if (place.Task.Read() is { } task)
                    all.Add(task);
            }
        }
    }

    /// <summary>
    /// Notes which tasks were not polled since the last call. Called by one thread at a time. Without the lock: a task that is added or
    /// removed meanwhile may be missed.
    /// </summary>
    /// <param name="now">The time on the coarse clock; never zero.</param>
    /// <param name="settled">Gets each task that two calls in a row found with the same number of polls, once for each such number.</param>
    public void Sample(uint now, List<RuntimeTask> settled)
    {
        foreach (ref var entry in Table())
        {
            if (entry.Block.Read() is not { } block)
                continue;
            foreach (ref var place in block.Places.AsSpan())
            {
                if (place.Task.Read() is { } task && place.Mark.Note(task, now))
                    settled.Add(task);
            }
        }
    }

    /// <summary>Adds each task with what the sampler has noted about it.</summary>
    public void CopyTo(List<MarkedTask> all)
    {
        foreach (ref var entry in Table())
        {
            if (entry.Block.Read() is not { } block)
                continue;
            foreach (ref var place in block.Places.AsSpan())
            {
                if (place.Task.Read() is { } task)
                    all.Add(new MarkedTask(task, place.Mark.SinceIfStill(task.Polls), place.Mark.BusyLooks));
            }
        }
    }

    /// <summary>
    /// Returns the blocks at this moment. They are read without the lock, because there may be a million tasks. A task that is added
    /// meanwhile may be missed. A block that is freed meanwhile is empty.
    /// </summary>
    private Span<Entry> Table()
    {
        _gate.Enter();
        var table = _table.AsSpan(0, _used);
        _gate.Exit();
        return table;
    }

    /// <summary>
    /// Adds a block. The gate is left while memory is allocated, because that may throw. Caller holds `_gate`, also on return.
    /// </summary>
    private void Grow()
    {
        var table = _table;
        var isFull = _freeNumber == None && _used == table.Length;
        _gate.Exit();
        var block = new Block();
        var larger = isFull ? new Entry[Math.Max(4, table.Length * 2)] : null;
        _gate.Enter();
        if (_open is not null)
            return;
        if (larger is not null && ReferenceEquals(_table, table))
        {
            table.CopyTo(larger, 0);
            _table = larger;
        }

        if (_freeNumber != None)
            _freeNumber = _table[block.Number = _freeNumber].NextFree;
        else if (_used < _table.Length)
            block.Number = _used++;
        else
            return;
        _table[block.Number].Block.Write(block);
        _blocks++;
        OpenLocked(block);
    }

    private void OpenLocked(Block block)
    {
        block.Next = _open;
        if (_open is not null)
            _open.Previous = block;
        _open = block;
    }

    private void CloseLocked(Block block)
    {
        if (block.Previous is null)
            _open = block.Next;
        else
            block.Previous.Next = block.Next;
        if (block.Next is not null)
            block.Next.Previous = block.Previous;
        block.Next = block.Previous = null;
    }

    /// <summary>Frees a block that has become empty, and the table if no task is left.</summary>
    private void GiveBackLocked(Block block)
    {
        if (!ReferenceEquals(_spare, block))
        {
            if (_spare is { Count: 0 })
                ReleaseLocked(block);
            else
                _spare = block;
        }

        if (_blocks != 1 || _table.Length <= SmallTable)
            return;
        _open = _spare = null;
        _table = [];
        _used = _blocks = 0;
        _freeNumber = None;
    }

    private void ReleaseLocked(Block block)
    {
        CloseLocked(block);
        ref var entry = ref _table[block.Number];
        entry.Block.Write(null);
        entry.NextFree = _freeNumber;
        _freeNumber = block.Number;
        _blocks--;
    }

    /// <summary>A block of places. The gate owns everything except the tasks.</summary>
    private sealed class Block
    {
        public readonly Place[] Places = new Place[BlockSize];

        /// <summary>Links in the list of blocks with a free place.</summary>
        public Block? Next, Previous;
        public int Number;
        public int Count;

        /// <summary>The place to fill next.</summary>
        public int Free;

        public Block()
        {
            for (var i = 0; i < BlockSize; i++)
                Places[i].NextFree = i + 1;
        }
    }

    private struct Place
    {
        public AtomicRef<RuntimeTask> Task;
        public WaitMark Mark;
        public int NextFree;
    }

    private struct Entry
    {
        public AtomicRef<Block> Block;
        public int NextFree;
    }
}
