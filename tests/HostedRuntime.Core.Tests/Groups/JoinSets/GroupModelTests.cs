using CsCheck;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Groups;

/// <summary>Compares sets and maps with a model, in random histories with four tasks and four readers.</summary>
public sealed class GroupModelTests
{
    private const int Slots = 4;

    private static GenOperation<GroupActual, GroupModel>[] Steps =>
    [
        Step("Spawn", static (a, i) => a.Spawn(i), static (m, i) => m.Spawn(i)),
        Step("return", static (a, i) => a.Return(i), static (m, i) => m.End(i, "=")),
        Step("throw", static (a, i) => a.Throw(i), static (m, i) => m.End(i, "!")),
        Step("Abort", static (a, i) => a.Abort(i), static (m, i) => m.Abort(i)),
        Step("JoinNextAsync", static (a, i) => a.Read(i), static (m, i) => m.Read(i)),
        Step("TryJoinNext", static (a, i) => a.TryRead(i), static (m, i) => m.TryRead(i)),
        Step("cancel", static (a, i) => a.Cancel(i), static (m, i) => m.Cancel(i)),
        Step("AbortAll", static (a, _) => a.AbortEach(), static (m, _) => m.AbortAll()),
        Step("DetachAll", static (a, _) => a.DetachEach(), static (m, _) => m.DetachAll()),
    ];

    [Fact]
    public void JoinSet_AnyHistory_MatchesTheModel()
        => Histories.Match<GroupActual, GroupModel>(static () => (new Set(2), new GroupModel(Slots, turns: 2, isKeyed: false)), Steps);

    [Fact]
    public void PlainJoinSet_AnyHistory_MatchesTheModel()
        => Histories.Match<GroupActual, GroupModel>(static () => (new PlainSet(2), new GroupModel(Slots, turns: 2, isKeyed: false)), Steps);

    [Fact]
    public void JoinMap_AnyHistory_MatchesTheModel()
        => Histories.Match<GroupActual, GroupModel>(static () => (new Map(), new GroupModel(Slots, turns: int.MaxValue, isKeyed: true)), Steps);

    [Fact]
    public void PlainJoinMap_AnyHistory_MatchesTheModel()
        => Histories.Match<GroupActual, GroupModel>(static () => (new PlainMap(), new GroupModel(Slots, turns: int.MaxValue, isKeyed: true)), Steps);

    private static GenOperation<GroupActual, GroupModel> Step(string name, Action<GroupActual, int> actual, Action<GroupModel, int> model)
        => Histories.Step(name, Slots, actual, model);

    private sealed class Set : GroupActual, IAsyncDisposable
    {
        private readonly JoinSet<int> _set;

        public Set(int turns) : base(Slots) => _set = new JoinSet<int>(Runtime, turns);

        protected override bool IsKeyed => false;

        public ValueTask DisposeAsync() => _set.DisposeAsync();

        protected override int Count => _set.Count;

        protected override AbortHandle Spawn(int slot, Func<CancellationToken, Task<int>> body) => _set.Spawn(body);

        protected override Wait NextAsync(CancellationToken ct) => Wait.For(_set.JoinNextAsync(ct));

        protected override object? TryNext() => _set.TryJoinNext(out var result) ? result : null;

        protected override (long TaskId, JoinStatus Status) OutcomeOf(object next) => next is JoinResult<int> result ? (result.TaskId, result.Status) : default;

        protected override void AbortAll() => _set.AbortAll();

        protected override void DetachAll() => _set.DetachAll();
    }

    private sealed class PlainSet : GroupActual, IAsyncDisposable
    {
        private readonly JoinSet _set;

        public PlainSet(int turns) : base(Slots) => _set = new JoinSet(Runtime, turns);

        protected override bool IsKeyed => false;

        public ValueTask DisposeAsync() => _set.DisposeAsync();

        protected override int Count => _set.Count;

        protected override AbortHandle Spawn(int slot, Func<CancellationToken, Task<int>> body) => _set.Spawn(body);

        protected override Wait NextAsync(CancellationToken ct) => Wait.For(_set.JoinNextAsync(ct));

        protected override object? TryNext() => _set.TryJoinNext(out var result) ? result : null;

        protected override (long TaskId, JoinStatus Status) OutcomeOf(object next) => next is JoinResult result ? (result.TaskId, result.Status) : default;

        protected override void AbortAll() => _set.AbortAll();

        protected override void DetachAll() => _set.DetachAll();
    }

    private sealed class Map : GroupActual, IAsyncDisposable
    {
        private readonly JoinMap<int, int> _map;

        public Map() : base(Slots) => _map = new JoinMap<int, int>(Runtime);

        protected override bool IsKeyed => true;

        public ValueTask DisposeAsync() => _map.DisposeAsync();

        protected override int Count => _map.Count;

        protected override AbortHandle Spawn(int slot, Func<CancellationToken, Task<int>> body) => _map.Spawn(slot, body);

        protected override Wait NextAsync(CancellationToken ct) => Wait.For(_map.JoinNextAsync(ct));

        protected override object? TryNext() => _map.TryJoinNext(out var pair) ? pair : null;

        protected override (long TaskId, JoinStatus Status) OutcomeOf(object next)
            => next is KeyValuePair<int, JoinResult<int>> pair ? (pair.Value.TaskId, pair.Value.Status) : default;

        protected override void AbortAll() => _map.AbortAll();

        protected override void DetachAll() => _map.DetachAll();
    }

    private sealed class PlainMap : GroupActual, IAsyncDisposable
    {
        private readonly JoinMap<int> _map;

        public PlainMap() : base(Slots) => _map = new JoinMap<int>(Runtime);

        protected override bool IsKeyed => true;

        public ValueTask DisposeAsync() => _map.DisposeAsync();

        protected override int Count => _map.Count;

        protected override AbortHandle Spawn(int slot, Func<CancellationToken, Task<int>> body) => _map.Spawn(slot, body);

        protected override Wait NextAsync(CancellationToken ct) => Wait.For(_map.JoinNextAsync(ct));

        protected override object? TryNext() => _map.TryJoinNext(out var pair) ? pair : null;

        protected override (long TaskId, JoinStatus Status) OutcomeOf(object next)
            => next is KeyValuePair<int, JoinResult> pair ? (pair.Value.TaskId, pair.Value.Status) : default;

        protected override void AbortAll() => _map.AbortAll();

        protected override void DetachAll() => _map.DetachAll();
    }
}
