using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The read side of the queue. Its gate guards all fields. It looks at the write side's count only if it has taken all items that it knew
/// of: once for each batch.
/// </summary>
internal sealed class MpscReadSide<T>(MpscSegment<T> first)
{
    public SpinGate Gate;

    /// <summary>
    /// True while no sender waits for room and nothing has ended, so that a read only has to take its item. Written under both gates. Read
    /// without a gate as a hint.
    /// </summary>
    private AtomicBool _allowsFastPath = new(true);

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

    public bool AllowsFastPath
    {
        get => _allowsFastPath.Read();
        set => _allowsFastPath.Write(value);
    }

    /// <summary>
    /// Takes an item if this gate alone is enough. Caller holds no gate. On any result other than <see cref="FastPath.Done"/> this gate is
    /// held on return: the caller enters the write side's gate too, or leaves this one.
    /// </summary>
    public FastPath TryTakeOrLock([MaybeNullWhen(false)] out T item, MpscWriteSide<T> writeSide)
    {
        Unsafe.SkipInit(out item);
        Gate.Enter();
        if (!_allowsFastPath.ReadOwn() || (_index == MpscSegment<T>.Length && HasItem(writeSide)))
            return FastPath.SlowPath;
        if (!HasItem(writeSide))
            return FastPath.WouldBlock;
        item = Remove();
        Gate.Exit();
        return FastPath.Done;
    }

    /// <summary>Takes the items that are there, fit, and lie in one segment. Caller holds no gate.</summary>
    /// <returns>The number of items; zero if there is none or both gates are needed.</returns>
    public int TryTakeMany(Span<T> into, MpscWriteSide<T> writeSide)
    {
        if (!_allowsFastPath.Read())
            return 0;
        Gate.Enter();
        var count = 0;
        if (_allowsFastPath.ReadOwn() && HasItem(writeSide))
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
    public bool SeesItem(MpscWriteSide<T> writeSide)
    {
        Gate.Enter();
        var sees = HasItem(writeSide);
        Gate.Exit();
        return sees;
    }

    /// <summary>Returns whether there is an item. Caller holds this gate.</summary>
    public bool HasItem(MpscWriteSide<T> writeSide)
    {
        if (_available == 0)
            _available = writeSide.Added - _taken.ReadOwn();
        return _available > 0;
    }

    /// <summary>Takes the next item, which must exist. Caller holds both gates.</summary>
    public T Take(MpscWriteSide<T> writeSide)
    {
        TurnIfAtEnd(writeSide);
        return Remove();
    }

    /// <summary>Returns the next item, which must exist, without taking it. Caller holds both gates.</summary>
    public T Peek(MpscWriteSide<T> writeSide)
    {
        TurnIfAtEnd(writeSide);
        return _segment.At(_index);
    }

    private void TurnIfAtEnd(MpscWriteSide<T> writeSide)
    {
        if (_index < MpscSegment<T>.Length)
            return;
        _segment = _segment.Next;
        _index = 0;
        writeSide.TakeBack();
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
