using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>The end of the queue where items go out. All under its gate. It looks at the inlet's count only when all that it knew of is taken: once a batch.</summary>
internal sealed class MpscOutlet<T>(MpscSegment<T> first)
{
    public SpinGate Gate;

    /// <summary>No sender waits for room and nothing ended, so an item is taken and that is all. Written under both gates; read without any as a hint.</summary>
    private AtomicBool _isQuiet = new(true);

    /// <summary>Items that ever went out. Written under the gate, read by the inlet: acquire and release.</summary>
    private AtomicLong _taken;

    /// <summary>Items that were seen to be there and are.</summary>
    private long _available;
    private MpscSegment<T> _segment = first;
    private int _index;

    // Keeps what is allocated behind this object off its last cache line.
    public readonly CacheLine End;

    public long Taken => _taken.Read();

    public bool IsQuiet
    {
        get => _isQuiet.Read();
        set => _isQuiet.Write(value);
    }

    /// <summary>With no gate held. What is not <see cref="Passage.Done"/> leaves with the gate held: the caller goes on from there, with the inlet's gate too.</summary>
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

    /// <summary>Takes what is there, fits, and lies in one piece; zero: there is none or both gates are needed. With no gate held.</summary>
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

    /// <summary>With no gate held.</summary>
    public bool SeesItem(MpscInlet<T> inlet)
    {
        Gate.Enter();
        var sees = HasItem(inlet);
        Gate.Exit();
        return sees;
    }

    /// <summary>Under the gate.</summary>
    public bool HasItem(MpscInlet<T> inlet)
    {
        if (_available == 0)
            _available = inlet.Added - _taken.ReadOwn();
        return _available > 0;
    }

    /// <summary>The next item, which was found to be there. Under both gates.</summary>
    public T Take(MpscInlet<T> inlet)
    {
        TurnIfAtEnd(inlet);
        return Remove();
    }

    /// <summary>A look at the next item, which was found to be there. Under both gates.</summary>
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
