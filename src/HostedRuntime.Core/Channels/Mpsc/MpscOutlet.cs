using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The read side of the queue. Its gate guards all fields. It looks at the write side's count only if it has taken all items that it knew
/// of: once for each batch.
/// </summary>
internal sealed class MpscOutlet<T>(MpscSegment<T> first)
{
    public SpinGate Gate;

    /// <summary>
    /// True while no sender waits for room and nothing has ended, so that a read only has to take its item. Written under both gates. Read
    /// without a gate as a hint.
    /// </summary>
    private AtomicBool _isQuiet = new(true);

    /// <summary>
    /// The number of items that were ever taken. Written under the gate, and read by the write side: release and acquire.
    /// </summary>
    private AtomicLong _taken;

    /// <summary>The number of items that this side knows to be there.</summary>
    private long _available;
    private MpscSegment<T> _segment = first;
    private int _index;

    // Keeps objects that are allocated after this one off its last cache line.
    public readonly CacheLine End;

    public long Taken => _taken.Read();

    public bool IsQuiet
    {
        get => _isQuiet.Read();
        set => _isQuiet.Write(value);
    }

    /// <summary>
    /// Takes an item if this gate alone is enough. Caller holds no gate. On any result other than <see cref="Passage.Done"/> this gate is
    /// held on return: the caller enters the write side's gate too, or leaves this one.
    /// </summary>
    public Passage TakeOrHold([MaybeNullWhen(false)] out T item, MpscInlet<T> inlet)
    {
        Unsafe.SkipInit(out item);
        Gate.Enter();
        if (!_isQuiet.ReadOwn() || (_index == MpscSegment<T>.Length && HasItem(inlet)))
            return Passage.NeedsBoth;
        if (!HasItem(inlet))
            return Passage.Blocked;
        item = Remove();
        Gate.Exit();
        return Passage.Done;
    }

    /// <summary>Takes the items that are there, fit, and lie in one segment. Caller holds no gate.</summary>
    /// <returns>The number of items; zero if there is none or both gates are needed.</returns>
    public int TryTakeMany(Span<T> into, MpscInlet<T> inlet)
    {
        if (!_isQuiet.Read())
            return 0;
        Gate.Enter();
        var count = 0;
        if (_isQuiet.ReadOwn() && HasItem(inlet))
        {
            count = (int)Math.Min(Math.Min(into.Length, MpscSegment<T>.Length - _index), _available);
            var items = _segment.Slice(_index, count);
            items.CopyTo(into);
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
                items.Clear();
            Advance(count);
        }

        Gate.Exit();
        return count;
    }

    /// <summary>Returns whether there is an item. Caller holds no gate.</summary>
    public bool SeesItem(MpscInlet<T> inlet)
    {
        Gate.Enter();
        var sees = HasItem(inlet);
        Gate.Exit();
        return sees;
    }

    /// <summary>Returns whether there is an item. Caller holds this gate.</summary>
    public bool HasItem(MpscInlet<T> inlet)
    {
        if (_available == 0)
            _available = inlet.Added - _taken.ReadOwn();
        return _available > 0;
    }

    /// <summary>Takes the next item, which must exist. Caller holds both gates.</summary>
    public T Take(MpscInlet<T> inlet)
    {
        TurnIfAtEnd(inlet);
        return Remove();
    }

    /// <summary>Returns the next item, which must exist, without taking it. Caller holds both gates.</summary>
    public T Peek(MpscInlet<T> inlet)
    {
        TurnIfAtEnd(inlet);
        return _segment.At(_index);
    }

    private void TurnIfAtEnd(MpscInlet<T> inlet)
    {
        if (_index < MpscSegment<T>.Length)
            return;
        _segment = _segment.Next;
        _index = 0;
        inlet.TakeBack();
    }

    private T Remove()
    {
        ref var place = ref _segment.At(_index);
        var item = place;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            place = default!;
        Advance(1);
        return item;
    }

    private void Advance(int count)
    {
        _index += count;
        _available -= count;
        _taken.Write(_taken.ReadOwn() + count);
    }
}
