using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups.JoinSets;

/// <summary>The map of tasks without a result. The tests of the map with results, and the model, show what both maps share.</summary>
public abstract class PlainJoinMapContract : RuntimeUnderTest
{
    [Fact]
    public void Spawn_WhenKeyIsTaken_AbortsAndReplacesTheOldTask() => Run(async rt =>
    {
        await using var map = new JoinMap<string>(rt, StringComparer.OrdinalIgnoreCase);
        var (old, other) = (new Work<int>(), new Work<int>());
        map.Spawn("a", old.RunAsync);
        await old.Started;
        var handle = map.Spawn("A", other.RunAsync);
        Assert.Equal((1, true), (map.Count, map.ContainsKey("a")));
        other.Return(2);
        var (key, result) = (await map.JoinNextAsync())!.Value;
        Assert.Equal(("A", JoinStatus.Completed, handle.TaskId), (key, result.Status, result.TaskId));
        Assert.Null(await map.JoinNextAsync());
        Signals.SpinUntil(() => old.HasEnded, "the old task ends");
        Assert.True(old.WasCanceled);
    });

    [Fact]
    public void Abort_ByKey_CancelsTheTask() => Run(async rt =>
    {
        await using var map = new JoinMap<string>(rt);
        var (aborted, other) = (new Work<int>(), new Work<int>());
        map.Spawn("a", aborted.RunAsync);
        map.Spawn("b", other.RunAsync);
        await Task.WhenAll(aborted.Started, other.Started);
        Assert.False(map.Abort("c"));
        Assert.True(map.Abort("a"));
        var (key, result) = (await map.JoinNextAsync())!.Value;
        Assert.Equal(("a", JoinStatus.Canceled, 1), (key, result.Status, map.Count));
        Assert.False(map.TryJoinNext(out _));
    });

    [Fact]
    public void ShutdownAsync_ThenDisposeAsync_EndsTheTasksEachTime() => Run(async rt =>
    {
        var (first, second) = (new Work<int>(), new Work<int>());
        var map = new JoinMap<int>(rt);
        map.Spawn(1, first.RunAsync);
        await first.Started;
        await map.ShutdownAsync();
        Assert.Equal((true, false), (first.HasEnded, map.ContainsKey(1)));
        map.Spawn(1, second.RunAsync);
        await second.Started;
        await map.DisposeAsync();
        Assert.True(second.HasEnded);
        Assert.Throws<ObjectDisposedException>(() => map.Spawn(1, () => { }));
    });
}
