using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The end of the queue where items come in, with the count of the room that is left. All under its gate, which is an object apart from the outlet's,
/// and so on cache lines of its own.
/// </summary>
internal sealed class MpscInlet<T>(long capacity, MpscSegment<T> first)
{
    /// <summary>Emptied segments that are kept for the next burst; more go to the garbage collector. Some 6 KB, picked by hand.</summary>
    private const int MostFree = 6;

    public SpinGate Gate;

    /// <summary>
    /// Nobody waits and nothing ended, so an item is put in and that is all. Written under both gates; read without any as a hint
    /// that saves the way into the gate.
    /// </summary>
    private AtomicBool _isQuiet = new(true);

    /// <summary>Items that ever came in. Written under the gate after the item, read by the outlet: acquire and release.</summary>
    private AtomicLong _added;

    /// <summary>Places that may be taken, going by the last look at what the outlet has taken out.</summary>
    private long _room = capacity;
    private long _takenSeen;
    private MpscSegment<T> _segment = first;
    private int _index;

    /// <summary>Emptied segments behind the one that is being filled.</summary>
    private int _free;

    // Keeps what is allocated behind this object off its last cache line.
    public readonly CacheLine End;

    public long Added => _added.Read();

    /// <summary>Under the gate.</summary>
    public MpscPermits<T> Permits { get; } = new();

    public bool IsQuiet
    {
        get => _isQuiet.Read();
        set => _isQuiet.Write(value);
    }

    /// <summary>With no gate held.</summary>
    public Passage TryAdd(T item, MpscOutlet<T> outlet)
    {
        if (!_isQuiet.Read())
            return Passage.NeedsBoth;
        Gate.Enter();
        var passage = Passage.Done;
        if (!_isQuiet.ReadOwn() || _index == MpscSegment<T>.Length)
        {
            passage = Passage.NeedsBoth;
        }
        else if (_room > 0 || HasRoom(1, outlet))
        {
            _room--;
            Put(item);
        }
        else
        {
            passage = Passage.Blocked;
        }

        Gate.Exit();
        return passage;
    }

    /// <summary>Whether an item could go in right now, for all this end knows. With no gate held.</summary>
    public bool SeesRoom(MpscOutlet<T> outlet)
    {
        Gate.Enter();
        var sees = _isQuiet.ReadOwn() && HasRoom(1, outlet);
        Gate.Exit();
        return sees;
    }

    /// <summary>With no gate held; <see cref="Passage.Blocked"/>: the permit has nothing left.</summary>
    public Passage TryAddReserved(T item, PermitHold<T> hold, int version)
    {
        Gate.Enter();
        var passage = Passage.Done;
        if (!MpscPermits<T>.IsValid(hold, version))
        {
            passage = Passage.Blocked;
        }
        else if (!_isQuiet.ReadOwn() || _index == MpscSegment<T>.Length)
        {
            passage = Passage.NeedsBoth;
        }
        else
        {
            Permits.UseOne(hold);
            Put(item);
        }

        Gate.Exit();
        return passage;
    }

    /// <summary>Under the gate.</summary>
    public bool HasRoom(int count, MpscOutlet<T> outlet)
    {
        if (_room >= count)
            return true;
        var taken = outlet.Taken;
        _room += taken - _takenSeen;
        _takenSeen = taken;
        return _room >= count;
    }

    /// <summary>Puts an item into a place that was found to be there. Under both gates.</summary>
    public void Add(T item)
    {
        Append(item);
        _room--;
    }

    /// <summary>Puts an item into the place of a permit, which is used up already. Under both gates.</summary>
    public void AddReserved(T item) => Append(item);

    /// <summary>Takes places that were found to be there, without an item, or gives some back (less than zero). Under the gate.</summary>
    public void TakeRoom(int count) => _room -= count;

    /// <summary>Puts an item in the place of the newest one, which was found to be there, and returns that. Under both gates.</summary>
    public T ReplaceNewest(T item)
    {
        ref var place = ref _segment.At(_index - 1);
        var replaced = place;
        place = item;
        return replaced;
    }

    /// <summary>Returns how many places are free. With no gate held.</summary>
    public long CountRoom(MpscOutlet<T> outlet)
    {
        Gate.Enter();
        // More than there can be: so it looks at what was taken out.
        HasRoom(int.MaxValue, outlet);
        var room = _room;
        Gate.Exit();
        return room;
    }

    /// <summary>The outlet has left a segment. Under both gates.</summary>
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
