using CsCheck;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Tests.Wire;

public sealed class DeltaEncoderTests
{
    private static readonly Gen<(int Key, int Field, bool HasAge)> s_row = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Bool);
    private static readonly Gen<(int Key, int Field, bool HasAge)[]> s_rows = s_row.Array[0, 10].Select(static rows => rows.DistinctBy(static row => row.Key).ToArray());

    /// <summary>A page that has taken the snapshot and all deltas shows the state, with the ages of now.</summary>
    [Fact]
    public void Next_OfAnyStates_LeadsPageToState()
        => s_rows.Array[1, 12].Sample(static states =>
        {
            var encoder = new DeltaEncoder();
            var page = new Page();
            for (var second = 0; second < states.Length; second++)
            {
                var state = StateOf(states[second], second);
                page.Take(encoder.Next(state), state.At);
                Assert.Equal(state.Rows.Select(static row => (row.Key, row.Fields)), page.Rows.Select(static row => (row.Key, row.Fields)));
                Assert.Equal(state.Rows.SelectMany(static row => row.Ages), page.AgesAt(state.At));
            }
        });

    [Fact]
    public void Next_WhenOnlyAgesGrow_IsEmpty()
    {
        var encoder = new DeltaEncoder();
        encoder.Next(StateOf([(1, 0, true), (2, 0, false)], 0));

        Assert.True(encoder.Next(StateOf([(1, 0, true), (2, 0, false)], 60)).IsEmpty);
    }

    [Fact]
    public void Next_WhenAgeStartsAgain_SendsRow()
    {
        var encoder = new DeltaEncoder();
        encoder.Next(StateOf([(1, 0, true)], 60));
        var again = StateOf([(1, 0, true)], 61);
        var restarted = again with { Rows = [again.Rows[0] with { Ages = [new WireAge("ageS", 0)] }] };

        Assert.Equal("1", Assert.Single(encoder.Next(restarted).Rows).Key);
    }

    [Fact]
    public void Next_WhenRowsSwap_SendsOrderOnly()
    {
        var encoder = new DeltaEncoder();
        encoder.Next(StateOf([(1, 0, false), (2, 0, false)], 0));
        var delta = encoder.Next(StateOf([(2, 0, false), (1, 0, false)], 1));

        Assert.Empty(delta.Rows);
        Assert.Equal(["2", "1"], delta.Order);
    }

    [Fact]
    public void Next_OfPlots_SendsNewPointsOnly()
    {
        var encoder = new DeltaEncoder();
        encoder.Next(Plot(1, 2, 3));

        Assert.Equal([4d, 5d], encoder.Next(Plot(2, 3, 4, 5)).Rows.Single().History.Select(static point => point.Time));
    }

    private static ViewState Plot(params double[] times) => new()
    {
        Seq = 1,
        At = Frames.At,
        View = "overview",
        Rows = [new WireRow("default", "", []) { History = [.. times.Select(static time => new HistoryPoint(time, 0, 0, 0, 0, 0))] }],
    };

    private static ViewState StateOf((int Key, int Field, bool HasAge)[] rows, int second) => new()
    {
        Seq = second,
        At = Frames.At.AddSeconds(second),
        View = "tasks",
        // A row with an age began at second 0 in each state.
        Rows = [.. rows.Select(row => new WireRow($"{row.Key}", $"\"field\":{row.Field}", row.HasAge ? [new WireAge("ageS", second)] : []))],
    };

    /// <summary>Does what the page does with events.</summary>
    private sealed class Page
    {
        private readonly Dictionary<string, (WireRow Row, DateTimeOffset At)> _rows = [];
        private List<string> _order = [];

        public IEnumerable<WireRow> Rows => _order.Select(key => _rows[key].Row);

        public void Take(Delta delta, DateTimeOffset at)
        {
            foreach (var key in delta.Gone)
                _rows.Remove(key);
            _order.RemoveAll(key => !_rows.ContainsKey(key));
            foreach (var row in delta.Rows)
            {
                if (!_rows.ContainsKey(row.Key))
                    _order.Add(row.Key);
                _rows[row.Key] = (row, at);
            }

            _order = delta.Order?.ToList() ?? _order;
        }

        public IEnumerable<WireAge> AgesAt(DateTimeOffset now)
            => _order.SelectMany(key => _rows[key].Row.Ages.Select(age => age with { Seconds = age.Seconds + (now - _rows[key].At).TotalSeconds }));
    }
}
