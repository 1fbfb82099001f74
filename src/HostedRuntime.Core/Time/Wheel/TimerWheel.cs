using System.Numerics;

namespace HostedRuntime.Time;

/// <summary>
/// Entries by the millisecond in which they are due, in six levels of 64 places each. A place of a level is as long as the whole level
/// below it. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>To insert or remove an entry touches one list, and an entry moves down at most five times. Ticks are milliseconds, see
/// <see cref="TickScale"/>.</para>
/// <para>An entry is in the level of the highest group of six bits in which its tick differs from <see cref="_elapsed"/>, at the place that
/// this group names. So every entry of a level is due before all entries of the level above. The next place is found by one rotation of the
/// level's bits.</para>
/// <para>The levels reach 2^36 ms, some two years. An entry that is due later waits in the top level, at the place of its bits, and is
/// inserted there again each time that this place comes up.</para>
/// </remarks>
internal sealed class TimerWheel
{
    /// <summary>A tick that never comes in practice.</summary>
    public const long Never = long.MaxValue / 2;

    private const int BitsOfLevel = 6;
    private const int PlacesOfLevel = 1 << BitsOfLevel;
    private const int Levels = 6;
    private const long Reach = 1L << (Levels * BitsOfLevel);

    private readonly List[] _places = new List[Levels * PlacesOfLevel];

    /// <summary>One bit for each place that has an entry.</summary>
    private readonly ulong[] _taken = new ulong[Levels];

    /// <summary>The current tick of the wheel. All entries that were due before it have been taken out.</summary>
    private long _elapsed;

    public int Count { get; private set; }

    /// <summary>The tick up to which <see cref="TakeDue"/> was asked for entries.</summary>
    public long Elapsed => _elapsed;

    /// <summary>
    /// The tick at which <see cref="TakeDue"/> has to be called next, for an entry or to move some entries down; null if the wheel is
    /// empty.
    /// </summary>
    public long? NextTick => TryFindNext(out _, out _, out var tick) ? tick : null;

    /// <summary>All entries, in no order.</summary>
    public IEnumerable<WheelEntry> Entries
    {
        get
        {
            foreach (var list in _places)
            {
                for (var entry = list.Head; entry is not null; entry = entry.Next)
                    yield return entry;
            }
        }
    }

    /// <summary>Inserts an entry. If it is due already, it is taken out next.</summary>
    public void Insert(WheelEntry entry, long tick)
    {
        entry.Tick = Math.Max(tick, _elapsed);
        Link(entry);
        Count++;
    }

    /// <summary>Removes an entry.</summary>
    /// <returns>True if it was in the wheel; otherwise false.</returns>
    public bool Remove(WheelEntry entry)
    {
        if (entry.Place == WheelEntry.Nowhere)
            return false;
        Unlink(entry);
        return true;
    }

    /// <summary>Takes out an entry that is due at that tick or before.</summary>
    /// <returns>The entry; null if there is none. The wheel is then at that tick.</returns>
    public WheelEntry? TakeDue(long now)
    {
        while (TryFindNext(out var level, out var place, out var tick) && tick <= now)
        {
            _elapsed = tick;
            if (level == 0)
            {
                var due = _places[place].Head!;
                Unlink(due);
                return due;
            }

            MoveDown(level, place);
        }

        if (now > _elapsed)
            _elapsed = now;
        return null;
    }

    /// <summary>Finds the entry that is due first. Among entries of one tick it is the one that was inserted first.</summary>
    /// <remarks>
    /// Looks at all entries of the next place. In the top level it looks at every place, because each may have entries that are due rounds
    /// later.
    /// </remarks>
    /// <returns>The entry, which stays where it is; null if the wheel is empty.</returns>
    public WheelEntry? FindEarliest()
    {
        if (!TryFindNext(out var level, out var place, out _))
            return null;
        // All entries in a place of the lowest level have the same tick.
        if (level == 0)
            return _places[place].Head;
        var isTop = level == Levels - 1;
        WheelEntry? earliest = null;
        foreach (var list in _places.AsSpan((level * PlacesOfLevel) + (isTop ? 0 : place), isTop ? PlacesOfLevel : 1))
        {
            for (var entry = list.Head; entry is not null; entry = entry.Next)
            {
                if (earliest is null || entry.Tick < earliest.Tick)
                    earliest = entry;
            }
        }

        return earliest;
    }

    /// <summary>Takes out all entries, in no order.</summary>
    public IEnumerable<WheelEntry> TakeAll()
    {
        for (var place = 0; place < _places.Length; place++)
        {
            while (_places[place].Head is { } entry)
            {
                Unlink(entry);
                yield return entry;
            }
        }
    }

    private static int LevelOf(long elapsed, long tick)
    {
        var differing = (ulong)(elapsed ^ tick) | (PlacesOfLevel - 1);
        if (differing >= (ulong)Reach)
            return Levels - 1;
        return BitOperations.Log2(differing) / BitsOfLevel;
    }

    private bool TryFindNext(out int level, out int place, out long tick)
    {
        for (level = 0; level < Levels; level++)
        {
            var taken = _taken[level];
            if (taken == 0)
                continue;
            var shift = level * BitsOfLevel;
            // An entry at the place of the current tick is due now in the lowest level, and a whole round later in the top one.
            var at = (int)(_elapsed >> shift) + (level == 0 ? 0 : 1);
            place = (at + BitOperations.TrailingZeroCount(BitOperations.RotateRight(taken, at))) & (PlacesOfLevel - 1);
            var start = _elapsed & ~((1L << (shift + BitsOfLevel)) - 1);
            tick = start + ((long)place << shift);
            // Only in the top level, for an entry that is due beyond it. Its place comes up again one round later.
            if (level > 0 && tick <= _elapsed)
                tick += Reach;
            return true;
        }

        place = 0;
        tick = 0;
        return false;
    }

    private void Link(WheelEntry entry)
    {
        var level = LevelOf(_elapsed, entry.Tick);
        var place = (int)(entry.Tick >> (level * BitsOfLevel)) & (PlacesOfLevel - 1);
        _taken[level] |= 1UL << place;
        entry.Place = (level * PlacesOfLevel) + place;
        ref var list = ref _places[entry.Place];
        entry.Previous = list.Tail;
        if (list.Tail is null)
            list.Head = entry;
        else
            list.Tail.Next = entry;
        list.Tail = entry;
    }

    private void Unlink(WheelEntry entry)
    {
        ref var list = ref _places[entry.Place];
        if (entry.Previous is null)
            list.Head = entry.Next;
        else
            entry.Previous.Next = entry.Next;
        if (entry.Next is null)
            list.Tail = entry.Previous;
        else
            entry.Next.Previous = entry.Previous;
        if (list.Head is null)
            _taken[entry.Place / PlacesOfLevel] &= ~(1UL << (entry.Place % PlacesOfLevel));
        entry.Next = entry.Previous = null;
        entry.Place = WheelEntry.Nowhere;
        Count--;
    }

    /// <summary>Moves the entries of a place that has come up to their places in lower levels, in the same order.</summary>
    private void MoveDown(int level, int place)
    {
        ref var list = ref _places[(level * PlacesOfLevel) + place];
        var entry = list.Head;
        list = default;
        _taken[level] &= ~(1UL << place);
        while (entry is not null)
        {
            var next = entry.Next;
            entry.Next = null;
            Link(entry);
            entry = next;
        }
    }

    private struct List
    {
        public WheelEntry? Head, Tail;
    }
}
