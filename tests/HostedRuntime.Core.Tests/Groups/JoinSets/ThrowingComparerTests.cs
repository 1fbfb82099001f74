namespace HostedRuntime.Tests.Groups;

/// <summary>If any method of the comparer throws, the map stays unchanged.</summary>
public sealed class ThrowingComparerTests
{
    private const int Limit = 60_000;

    private readonly Comparer _comparer = new();

    [Theory(Timeout = Limit)]
    [InlineData(nameof(Comparer.GetHashCode))]
    [InlineData(nameof(Comparer.Equals))]
    public async Task Spawn_WhenComparerThrows_LeavesTheMapUnchanged(string member)
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        var map = new JoinMap<string, int>(rt, _comparer);
        map.Spawn("a", static _ => Task.FromResult(1));
        _comparer.Throws = member;
        Assert.Throws<FormatException>(() => map.Spawn("b", static _ => Task.FromResult(2)));
        Assert.Throws<FormatException>(() => map.ContainsKey("b"));
        Assert.Throws<FormatException>(() => map.Abort("b"));
        Assert.Equal(1, map.Count);
        Assert.Equal(1, (await map.JoinNextAsync())!.Value.Value.Value);
        Assert.Null(await map.JoinNextAsync());
        _comparer.Throws = null;
        map.Spawn("b", static _ => Task.FromResult(2));
        Assert.True(map.ContainsKey("b"));
        Assert.Equal("b", (await map.JoinNextAsync())!.Value.Key);
        await map.DisposeAsync();
        Assert.True((await rt.ShutdownAsync(TimeSpan.FromSeconds(30))).IsClean);
    }

    [Fact(Timeout = Limit)]
    public async Task JoinNextAsync_WhenComparerThrows_ReturnsEveryResult()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        await using var map = new JoinMap<string, int>(rt, _comparer);
        var go = new TaskCompletionSource();
        foreach (var key in new[] { "a", "b", "c" })
            map.Spawn(key, async _ => { await go.Task; return 1; });
        var first = map.JoinNextAsync().AsTask();
        _comparer.Throws = nameof(Comparer.GetHashCode);
        go.SetResult();
        var keys = new List<string> { (await first)!.Value.Key };
        _comparer.Throws = nameof(Comparer.Equals);
        while (await map.JoinNextAsync() is { } next)
            keys.Add(next.Key);
        Assert.Equal(["a", "b", "c"], keys.Order());
    }

    [Fact(Timeout = Limit)]
    public async Task Keys_WithTheSameHash_AreDistinct()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        await using var map = new JoinMap<string, int>(rt, _comparer);
        var go = new TaskCompletionSource<int>();
        foreach (var key in new[] { "a", "b", "c" })
            map.Spawn(key, _ => go.Task);
        map.Spawn("b", static _ => Task.FromResult(2));
        Assert.Equal(3, map.Count);
        Assert.Equal("b", (await map.JoinNextAsync())!.Value.Key);
        Assert.False(map.ContainsKey("b"));
        Assert.True(map.ContainsKey("a") && map.ContainsKey("c"));
        go.SetResult(1);
        Assert.Equal(["a", "c"], new[] { (await map.JoinNextAsync())!.Value.Key, (await map.JoinNextAsync())!.Value.Key }.Order());
        Assert.Null(await map.JoinNextAsync());
    }

    /// <summary>Gives all keys the same hash, so each look-up compares its key with the keys in the map.</summary>
    private sealed class Comparer : IEqualityComparer<string>
    {
        public string? Throws { get; set; }

        public bool Equals(string? x, string? y) => Throws == nameof(Equals) ? throw new FormatException() : x == y;

        public int GetHashCode(string key) => Throws == nameof(GetHashCode) ? throw new FormatException() : 1;
    }
}
