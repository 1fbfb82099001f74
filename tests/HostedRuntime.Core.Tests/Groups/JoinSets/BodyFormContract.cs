using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups.JoinSets;

/// <summary>
/// Each form of body that a set or a map accepts. The body is awaited, gets the token of its task, and its value is returned if it has one.
/// </summary>
public abstract class BodyFormContract : RuntimeUnderTest
{
    private const int Forms = 11;

    [Fact]
    public void JoinSetOfValues_EveryForm_ReturnsItsValue() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        set.Spawn(ct => LaterAsync(1, ct));
        set.Spawn(() => LaterAsync(2));
        set.Spawn(ct => LaterValueAsync(3, ct));
        set.Spawn(() => LaterValueAsync(4));
        set.Spawn(ct => Checked(5, ct));
        set.Spawn(() => 6);
        set.Spawn(static (state, ct) => LaterAsync(state, ct), 7);
        set.Spawn(static (state, ct) => LaterValueAsync(state, ct), 8);
        set.Spawn(static (state, ct) => Checked(state, ct), 9);
        set.SpawnBlocking(ct => OffTheWorkers(Checked(10, ct)));
        set.SpawnBlocking(() => OffTheWorkers(11));
        Assert.Equal(Enumerable.Range(1, Forms), (await set.JoinAllAsync()).Order());
    });

    [Fact]
    public void JoinMapOfValues_EveryForm_ReturnsItsValue() => Run(async rt =>
    {
        await using var map = new JoinMap<int, int>(rt);
        map.Spawn(1, ct => LaterAsync(1, ct));
        map.Spawn(2, () => LaterAsync(2));
        map.Spawn(3, ct => LaterValueAsync(3, ct));
        map.Spawn(4, () => LaterValueAsync(4));
        map.Spawn(5, ct => Checked(5, ct));
        map.Spawn(6, () => 6);
        map.Spawn(7, static (state, ct) => LaterAsync(state, ct), 7);
        map.Spawn(8, static (state, ct) => LaterValueAsync(state, ct), 8);
        map.Spawn(9, static (state, ct) => Checked(state, ct), 9);
        map.SpawnBlocking(10, ct => OffTheWorkers(Checked(10, ct)));
        map.SpawnBlocking(11, () => OffTheWorkers(11));
        var count = 0;
        await foreach (var (key, result) in map)
        {
            Assert.Equal(key, result.Value);
            count++;
        }

        Assert.Equal(Forms, count);
    });

    [Fact]
    public void JoinSet_EveryForm_IsAwaited() => Run(async rt =>
    {
        var seen = new Seen();
        await using var set = new JoinSet(rt);
        set.Spawn(async ct => seen.Add(await LaterAsync(1, ct)));
        set.Spawn(async () => seen.Add(await LaterAsync(2)));
        set.Spawn(async ValueTask (CancellationToken ct) => seen.Add(await LaterAsync(3, ct)));
        set.Spawn(async ValueTask () => seen.Add(await LaterAsync(4)));
        set.Spawn(ct => seen.Add(Checked(5, ct)));
        set.Spawn(() => seen.Add(6));
        set.Spawn(static async (state, ct) => state.Seen.Add(await LaterAsync(state.Value, ct)), (Seen: seen, Value: 7));
        set.Spawn(static async ValueTask ((Seen Seen, int Value) state, CancellationToken ct) => state.Seen.Add(await LaterAsync(state.Value, ct)), (Seen: seen, Value: 8));
        set.Spawn(static (state, ct) => state.Seen.Add(Checked(state.Value, ct)), (Seen: seen, Value: 9));
        set.SpawnBlocking(ct => seen.Add(OffTheWorkers(Checked(10, ct))));
        set.SpawnBlocking(() => seen.Add(OffTheWorkers(11)));
        await set.JoinAllAsync();
        Assert.Equal(Enumerable.Range(1, Forms), seen.Values);
        Assert.Equal(0, set.Count);
    });

    [Fact]
    public void JoinMap_EveryForm_IsAwaited() => Run(async rt =>
    {
        var seen = new Seen();
        await using var map = new JoinMap<int>(rt);
        map.Spawn(1, async ct => seen.Add(await LaterAsync(1, ct)));
        map.Spawn(2, async () => seen.Add(await LaterAsync(2)));
        map.Spawn(3, async ValueTask (CancellationToken ct) => seen.Add(await LaterAsync(3, ct)));
        map.Spawn(4, async ValueTask () => seen.Add(await LaterAsync(4)));
        map.Spawn(5, ct => seen.Add(Checked(5, ct)));
        map.Spawn(6, () => seen.Add(6));
        map.Spawn(7, static async (state, ct) => state.Seen.Add(await LaterAsync(state.Value, ct)), (Seen: seen, Value: 7));
        map.Spawn(8, static async ValueTask ((Seen Seen, int Value) state, CancellationToken ct) => state.Seen.Add(await LaterAsync(state.Value, ct)), (Seen: seen, Value: 8));
        map.Spawn(9, static (state, ct) => state.Seen.Add(Checked(state.Value, ct)), (Seen: seen, Value: 9));
        map.SpawnBlocking(10, ct => seen.Add(OffTheWorkers(Checked(10, ct))));
        map.SpawnBlocking(11, () => seen.Add(OffTheWorkers(11)));
        var keys = new List<int>();
        await foreach (var (key, result) in map)
        {
            result.ThrowIfFailed();
            keys.Add(key);
        }

        Assert.Equal(Enumerable.Range(1, Forms), keys.Order());
        Assert.Equal(keys.Order(), seen.Values);
    });

    [Fact]
    public void Spawn_WhenTheBodyReturnsAValue_DropsTheValue() => Run(async rt =>
    {
        var seen = new Seen();
        await using var set = new JoinSet(rt);
        await using var map = new JoinMap<int>(rt);
        set.Spawn(() => LaterAsync(seen, 1));
        set.Spawn(ct => LaterValueAsync(seen, 2, ct));
        set.Spawn(() => LaterValueAsync(seen, 3, CurrentTask.CancellationToken));
        set.Spawn(static (seen, ct) => LaterValueAsync(seen, 4, ct), seen);
        map.Spawn(5, () => LaterAsync(seen, 5));
        map.Spawn(6, ct => LaterValueAsync(seen, 6, ct));
        map.Spawn(7, () => LaterValueAsync(seen, 7, CurrentTask.CancellationToken));
        map.Spawn(8, static (seen, ct) => LaterValueAsync(seen, 8, ct), seen);
        await set.JoinAllAsync();
        await foreach (var (_, result) in map)
            result.ThrowIfFailed();
        Assert.Equal(Enumerable.Range(1, 8), seen.Values);
    });

    [Fact]
    public void Spawn_NullBodyOrKey_Throws() => Run(async rt =>
    {
        await using var set = new JoinSet(rt);
        await using var values = new JoinSet<int>(rt);
        await using var map = new JoinMap<string>(rt);
        await using var keyed = new JoinMap<string, int>(rt);
        Assert.Throws<ArgumentNullException>("body", () => set.Spawn((Action)null!));
        Assert.Throws<ArgumentNullException>("body", () => values.Spawn((Func<Task<int>>)null!));
        Assert.Throws<ArgumentNullException>("body", () => map.Spawn("a", (Func<Task>)null!));
        Assert.Throws<ArgumentNullException>("body", () => keyed.SpawnBlocking("a", (Func<int>)null!));
        Assert.Throws<ArgumentNullException>("key", () => map.Spawn(null!, () => { }));
        Assert.Throws<ArgumentNullException>("key", () => keyed.Spawn(null!, () => 1));
        Assert.Equal((0, 0, 0, 0), (set.Count, values.Count, map.Count, keyed.Count));
    });

    private static int Checked(int value, CancellationToken ct)
    {
        Assert.Equal(CurrentTask.CancellationToken, ct);
        return value;
    }

    private static int OffTheWorkers(int value)
    {
        Assert.Null(CurrentTask.WorkerIndex);
        return value;
    }

    private static Task<int> LaterAsync(int value) => LaterAsync(value, CurrentTask.CancellationToken);

    private static async Task<int> LaterAsync(int value, CancellationToken ct)
    {
        await Task.Yield();
        return Checked(value, ct);
    }

    private static ValueTask<int> LaterValueAsync(int value) => LaterValueAsync(value, CurrentTask.CancellationToken);

    private static async ValueTask<int> LaterValueAsync(int value, CancellationToken ct)
    {
        await Task.Yield();
        return Checked(value, ct);
    }

    private static async Task<int> LaterAsync(Seen seen, int value)
    {
        await Task.Yield();
        return seen.Add(value);
    }

    private static async ValueTask<int> LaterValueAsync(Seen seen, int value, CancellationToken ct)
    {
        await Task.Yield();
        return seen.Add(Checked(value, ct));
    }

    private sealed class Seen
    {
        private readonly List<int> _values = [];

        public IEnumerable<int> Values
        {
            get
            {
                lock (_values)
                    return [.. _values.Order()];
            }
        }

        public int Add(int value)
        {
            lock (_values)
                _values.Add(value);
            return value;
        }
    }
}
