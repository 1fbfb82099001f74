using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups;

public abstract class JoinMapContract : RuntimeUnderTest
{
    [Fact]
    public void Spawn_WhenKeyIsTaken_AbortsAndDropsTheOldTask() => Run(async rt =>
    {
        await using var map = new JoinMap<string, int>(rt);
        var (old, other) = (new Work<int>(), new Work<int>());
        map.Spawn("a", old.RunAsync);
        await old.Started;
        map.Spawn("a", other.RunAsync);
        Assert.Equal((1, true), (map.Count, map.ContainsKey("a")));
        other.Return(2);
        var (key, result) = (await map.JoinNextAsync())!.Value;
        Assert.Equal(("a", 2), (key, result.Value));
        Assert.Null(await map.JoinNextAsync());
        Assert.False(map.ContainsKey("a"));
        Signals.SpinUntil(() => old.HasEnded, "the old task ends");
        Assert.True(old.WasCanceled);
    });

    [Fact]
    public void Spawn_WhenTheOldTaskHasEnded_DropsItsResult() => Run(async rt =>
    {
        await using var map = new JoinMap<string, int>(rt);
        var old = map.Spawn("a", _ => Task.FromResult(1));
        Signals.SpinUntil(() => old.IsFinished, "the old task ends");
        map.Spawn("a", _ => Task.FromResult(2));
        Assert.Equal(2, (await map.JoinNextAsync())!.Value.Value.Value);
        Assert.Equal((0, false), (map.Count, map.TryJoinNext(out _)));
    });

    [Fact]
    public void Abort_ByKey_CancelsTheTask() => Run(async rt =>
    {
        await using var map = new JoinMap<string, int>(rt, StringComparer.OrdinalIgnoreCase);
        var (aborted, other) = (new Work<int>(), new Work<int>());
        map.Spawn("a", aborted.RunAsync);
        map.Spawn("b", other.RunAsync);
        await Task.WhenAll(aborted.Started, other.Started);
        Assert.False(map.Abort("c"));
        Assert.True(map.Abort("A"));
        var (key, result) = (await map.JoinNextAsync())!.Value;
        Assert.Equal(("a", JoinStatus.Canceled), (key, result.Status));
        Assert.Equal((1, false), (map.Count, other.WasCanceled));
    });

    [Fact]
    public void AwaitForeach_SeveralTasks_ReturnsKeysWithResults() => Run(async rt =>
    {
        await using var map = new JoinMap<int, int>(rt);
        for (var i = 0; i < 10; i++)
        {
            var value = i * i;
            map.Spawn(i, _ => Task.FromResult(value));
        }

        var seen = new Dictionary<int, int>();
        await foreach (var (key, result) in map)
            seen.Add(key, result.Value);
        Assert.Equal(Enumerable.Range(0, 10).ToDictionary(i => i, i => i * i), seen);
    });

    [Fact]
    public void DisposeAsync_WithReplacedTasks_WaitsForThem() => Run(async rt =>
    {
        var works = Enumerable.Range(0, 3).Select(_ => new Work<int>()).ToArray();
        await using (var map = new JoinMap<string, int>(rt))
        {
            foreach (var work in works)
            {
                map.Spawn("a", work.RunAsync);
                await work.Started;
            }
        }

        Assert.All(works, work => Assert.True(work.HasEnded));
    });

    [Fact]
    public void DetachAll_AndShutdownAsync_LeaveNoKeys() => Run(async rt =>
    {
        await using var map = new JoinMap<string, int>(rt);
        var (detached, ended) = (new Work<int>(), new Work<int>());
        map.Spawn("a", detached.RunAsync);
        map.DetachAll();
        Assert.Equal((0, false), (map.Count, map.ContainsKey("a")));
        map.Spawn("a", ended.RunAsync);
        await ended.Started;
        await map.ShutdownAsync();
        Assert.Equal((0, false, true), (map.Count, map.ContainsKey("a"), ended.HasEnded));
        await detached.Started;
        Assert.False(detached.HasEnded);
        detached.Return(0);
        Signals.SpinUntil(() => detached.HasEnded, "the detached task ends");
    });

    [Fact]
    public void AbortAll_AllTasks_KeepTheirKeys() => Run(async rt =>
    {
        await using var map = new JoinMap<string, int>(rt);
        map.Spawn("a", new Work<int>().RunAsync);
        map.AbortAll();
        Assert.True(map.ContainsKey("a"));
        Assert.Equal(JoinStatus.Canceled, (await map.JoinNextAsync())!.Value.Value.Status);
    });
}
