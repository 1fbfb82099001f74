using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The write side of the queue, which also counts the free places. Its gate guards all fields. It is an object apart from the read side,
/// and so on cache lines of its own.
/// </summary>
internal sealed class MpscWriteSide<T>(long capacity, MpscSegment<T> first)
{
    /// <summary>
    /// How many emptied segments are kept for the next burst, some 6 KB. Further ones are left to the garbage collector. Picked by hand.
    /// </summary>
    private const int MostFree = 6;

    public SpinGate Gate;

    /// <summary>
    /// True while no waiter exists and nothing has ended, so that a write only has to add its item. Cleared under both gates, set under
    /// this gate at least. Read without a gate as a hint, which saves entering the gate.
    /// </summary>
    private AtomicBool _allowsFastPath = new(true);

    /// <summary>
    /// The number of items that were ever added. Written under the gate after the item, and read by the read side: release and acquire.
    /// </summary>
    private AtomicLong _added;

    /// <summary>The number of free places, as of the last look at the read side's count.</summary>
    private long _room = capacity;
    private long _takenSeen;
    private MpscSegment<T> _segment = first;
    private int _index;

    /// <summary>The number of emptied segments that follow the one being written.</summary>
    private int _free;

    // Keeps objects that are allocated after this one off its last cache line.
    public readonly CacheLine End;

    public long Added => _added.Read();

    /// <summary>The permits of the channel. Caller holds this gate.</summary>
    public MpscPermits<T> Permits { get; } = new();

    public bool AllowsFastPath
    {
        get => _allowsFastPath.Read();
        set => _allowsFastPath.Write(value);
    }

    /// <summary>Adds an item if this gate alone is enough. Caller holds no gate.</summary>
    public FastPath TryAdd(T item, MpscReadSide<T> readSide)
    {
        if (!_allowsFastPath.Read())
            return FastPath.SlowPath;
        Gate.Enter();
        var path = FastPath.Done;
        if (!_allowsFastPath.ReadOwn() || _index == MpscSegment<T>.Length)
        {
            path = FastPath.SlowPath;
        }
        else if (_room > 0 || HasRoom(1, readSide))
        {
            _room--;
            Put(item);
        }
        else
        {
            path = FastPath.WouldBlock;
        }

        Gate.Exit();
        return path;
    }

    /// <summary>Returns whether there is room for an item, if this gate alone is enough to know. Caller holds no gate.</summary>
    /// <returns>True if there is room; false if there is none or both gates are needed.</returns>
    public bool SeesRoom(MpscReadSide<T> readSide)
    {
        Gate.Enter();
        var sees = _allowsFastPath.ReadOwn() && HasRoom(1, readSide);
        Gate.Exit();
        return sees;
    }

    /// <summary>Adds an item into a place of a permit if this gate alone is enough. Caller holds no gate.</summary>
    /// <returns><see cref="FastPath.WouldBlock"/> if the permit has no place left.</returns>
    public FastPath TryAddReserved(T item, PermitBlock<T> hold, int version)
    {
        Gate.Enter();
        var path = FastPath.Done;
        if (!MpscPermits<T>.IsValid(hold, version))
        {
            path = FastPath.WouldBlock;
        }
        else if (!_allowsFastPath.ReadOwn() || _index == MpscSegment<T>.Length)
        {
            path = FastPath.SlowPath;
        }
        else
        {
            Permits.UseOne(hold);
            Put(item);
        }

        Gate.Exit();
        return path;
    }

    /// <summary>Returns whether that many places are free. Caller holds this gate.</summary>
    public bool HasRoom(int count, MpscReadSide<T> readSide)
    {
        if (_room >= count)
            return true;
        var taken = readSide.Taken;
        _room += taken - _takenSeen;
        _takenSeen = taken;
        return _room >= count;
    }

    /// <summary>Adds an item. There must be a free place. Caller holds both gates.</summary>
    public void Add(T item)
    {
        Append(item);
        _room--;
    }

    /// <summary>Adds an item into the place of a permit, which the caller has already used up. Caller holds both gates.</summary>
    public void AddReserved(T item) => Append(item);

    /// <summary>Takes free places without adding items, or gives places back if the count is negative. Caller holds this gate.</summary>
    public void TakeRoom(int count) => _room -= count;

    /// <summary>Replaces the newest item, which must exist. Caller holds both gates.</summary>
    /// <returns>The item that was replaced.</returns>
    public T ReplaceNewest(T item)
    {
        ref var place = ref _segment.At(_index - 1);
        var replaced = place;
        place = item;
        return replaced;
    }

    /// <summary>Returns how many places are free. Caller holds no gate.</summary>
    public long CountRoom(MpscReadSide<T> readSide)
    {
        Gate.Enter();
        // More places than can be free, so that HasRoom looks at the read side's count.
        HasRoom(int.MaxValue, readSide);
        var room = _room;
        Gate.Exit();
        return room;
    }

    /// <summary>Takes back the segment that the read side has left. Caller holds both gates.</summary>
    public void TakeBack()
    {
        if (_free == MostFree)
            _segment.Next = _segment.Next.Next;
        else
            _free++;
    }

    private void Append(T item)
    {
        if (_index == MpscSegment<T>.Length)
        {
            if (_free == 0)
                _segment = new MpscSegment<T>(_segment);
            else
                (_segment, _free) = (_segment.Next, _free - 1);
            _index = 0;
        }

        Put(item);
    }

    private void Put(T item)
    {
        _segment.At(_index++) = item;
        _added.Write(_added.ReadOwn() + 1);
    }
}
