using CsCheck;
using HostedRuntime.Time;

namespace HostedRuntime.Tests.Time;

/// <summary>Compares the wheel with a sorted list.</summary>
public sealed class TimerWheelTests
{
    // Delays in and around each level, and beyond the last level.
    private static readonly Gen<long> s_delays = Gen.OneOf(
        Gen.Long[0, 3],
        Gen.Long[0, 200],
        Gen.Long[4_000, 5_000],
        Gen.Long[260_000, 270_000],
        Gen.Long[0, 1L << 30],
        Gen.Long[0, 1L << 38],
        Gen.Long[0, 1L << 39]);

    [Fact]
    public void Wheel_AnyHistory_MatchesASortedList() => Gen.Const(() => (new Wheel(), new List())).SampleModelBased(
        [
            s_delays.Operation<Wheel, List>(static delay => $"insert in {delay}", static (wheel, delay) => wheel.Insert(delay), static (list, delay) => list.Insert(delay)),
            s_delays.Operation<Wheel, List>(static time => $"{time} pass", static (wheel, time) => wheel.Pass(time), static (list, time) => list.Pass(time)),
            Gen.Int[0, 20].Operation<Wheel, List>(static n => $"remove {n}", static (wheel, n) => wheel.Remove(n), static (list, n) => list.Remove(n)),
            Gen.Const(0).Operation<Wheel, List>(static _ => "sleep to the next tick", static (wheel, _) => wheel.PassToNext(), static (list, _) => list.PassToNext()),
        ],
        equal: static (wheel, list) => wheel.Seen == list.Seen,
        iter: 5_000,
        printActual: static wheel => wheel.Seen,
        printModel: static list => list.Seen);

    [Fact]
    public void NextTick_OneFarEntry_IsReachedInAFewSteps()
    {
        var wheel = new TimerWheel();
        Assert.Null(wheel.NextTick);
        wheel.Insert(new Entry(), 3_000_000_000);
        var steps = 0;
        var now = 0L;
        for (WheelEntry? due = null; due is null; steps++)
        {
            now = wheel.NextTick!.Value;
            due = wheel.TakeDue(now);
        }

        Assert.Equal(3_000_000_000, now);
        Assert.InRange(steps, 1, 6);
        Assert.Null(wheel.NextTick);
    }

    [Fact]
    public void Remove_CalledTwice_ReturnsFalse()
    {
        var wheel = new TimerWheel();
        var entry = new Entry();
        Assert.False(wheel.Remove(entry));
        wheel.Insert(entry, 5);
        Assert.True(wheel.Remove(entry));
        Assert.False(wheel.Remove(entry));
        Assert.Equal(0, wheel.Count);
        Assert.Null(wheel.TakeDue(100));
    }

    [Fact]
    public void TakeDue_SameTick_ReturnsEntriesInOrder()
    {
        var wheel = new TimerWheel();
        Entry[] entries = [new(), new(), new()];
        foreach (var entry in entries)
            wheel.Insert(entry, 5_000);
        foreach (var entry in entries)
            Assert.Same(entry, wheel.TakeDue(6_000));
        Assert.Null(wheel.TakeDue(6_000));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(5_000)]
    [InlineData(TimerWheel.Never)]
    public void FindEarliest_SameTick_ReturnsTheFirstInserted(long tick)
    {
        var wheel = new TimerWheel();
        Assert.Null(wheel.FindEarliest());
        Entry[] entries = [new(), new(), new()];
        foreach (var entry in entries)
            wheel.Insert(entry, tick);
        foreach (var entry in entries)
        {
            Assert.Same(entry, wheel.FindEarliest());
            Assert.True(wheel.Remove(entry));
        }
    }

    [Fact]
    public void FindEarliest_TopLevelHoldsLaterRounds_SkipsThem()
    {
        var wheel = new TimerWheel();
        // Uses two places of the top level. The first place holds an entry that is due a round later.
        wheel.Insert(new Entry(), (1L << 36) + (1L << 30));
        var earliest = new Entry();
        wheel.Insert(earliest, 2L << 30);
        Assert.Same(earliest, wheel.FindEarliest());
    }

    [Fact]
    public void TakeAll_EntriesInSeveralLevels_LeavesNone()
    {
        var wheel = new TimerWheel();
        Entry[] entries = [new(1), new(2), new(3), new(4)];
        foreach (var (entry, tick) in entries.Zip([5L, 5L, 5_000L, TimerWheel.Never]))
            wheel.Insert(entry, tick);
        Assert.Equal(entries.ToHashSet(), wheel.TakeAll().Cast<Entry>().ToHashSet());
        Assert.Equal(0, wheel.Count);
        Assert.Null(wheel.NextTick);
        Assert.All(entries, entry => Assert.False(wheel.Remove(entry)));
    }

    private sealed class Entry(int number = 0) : WheelEntry
    {
        public int Number => number;
    }

    private sealed class Wheel
    {
        private readonly TimerWheel _wheel = new();
        private readonly List<Entry> _all = [];
        private readonly List<(long Tick, int Number)> _taken = [];
        private long _now;

        public string Seen => $"{_wheel.Count} left from {_wheel.FindEarliest()?.Tick}, taken at {_now}: {string.Join(' ', _taken.Order())}";

        public void Insert(long delay)
        {
            var entry = new Entry(_all.Count);
            _all.Add(entry);
            _wheel.Insert(entry, _now + delay);
        }

        public void Remove(int n)
        {
            if (n < _all.Count)
                _wheel.Remove(_all[n]);
        }

        public void Pass(long time)
        {
            _now += time;
            Take();
        }

        /// <summary>Goes from tick to tick, as the timer thread does, until the wheel returns an entry that is due.</summary>
        public void PassToNext()
        {
            var before = _taken.Count;
            while (_taken.Count == before && _wheel.NextTick is { } next)
            {
                _now = Math.Max(_now, next);
                Take();
            }
        }

        private void Take()
        {
            var last = 0L;
            while (_wheel.TakeDue(_now) is Entry due)
            {
                Assert.True(due.Tick >= last, "The earlier entry comes first.");
                last = due.Tick;
                _taken.Add((due.Tick, due.Number));
            }
        }
    }

    private sealed class List
    {
        private readonly SortedSet<(long Tick, int Number)> _left = [];
        private readonly List<(long Tick, int Number)> _taken = [];
        private long _now;
        private int _count;

        public string Seen => $"{_left.Count} left from {(_left.Count == 0 ? null : _left.Min.Tick)}, taken at {_now}: {string.Join(' ', _taken.Order())}";

        public void Insert(long delay) => _left.Add((_now + delay, _count++));

        public void Remove(int n) => _left.RemoveWhere(entry => entry.Number == n);

        public void Pass(long time)
        {
            _now += time;
            while (_left.Count > 0 && _left.Min is var first && first.Tick <= _now)
            {
                _left.Remove(first);
                _taken.Add(first);
            }
        }

        public void PassToNext()
        {
            if (_left.Count > 0)
                Pass(Math.Max(0, _left.Min.Tick - _now));
        }
    }
}
