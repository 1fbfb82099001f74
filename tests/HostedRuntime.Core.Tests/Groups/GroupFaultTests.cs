using HostedRuntime.Tests.Contracts;
using HostedRuntime.Tests.Tasks;

namespace HostedRuntime.Tests.Groups;

/// <summary>Faults that a group drops. No caller can observe such a fault any more, so it is reported at once.</summary>
public sealed class GroupFaultTests
{
    private const int Limit = 60_000;

    private readonly FaultLog _log = new();

    [Fact(Timeout = Limit)]
    public async Task DisposeAsync_OfASet_ReportsTheFaultsItDrops()
    {
        await using var rt = Create();
        var set = new JoinSet<int>(rt);
        Fail(rt, name => set.Spawn(_ => Task.FromException<int>(new FormatException()), name), "ended");
        Assert.Empty(_log.Unhandled);
        var go = await StartAsync((body, name) => set.Spawn(body, name));
        var disposed = set.DisposeAsync();
        Assert.Equal(["ended"], _log.Unhandled);
        go.SetResult();
        await disposed;
        Signals.SpinUntil(() => _log.Unhandled is [_, "running"], "the fault is reported");
    }

    [Fact(Timeout = Limit)]
    public async Task DetachAll_OfASet_ReportsTheFaultsItDrops()
    {
        await using var rt = Create();
        await using var set = new JoinSet<int>(rt);
        Fail(rt, name => set.Spawn(_ => Task.FromException<int>(new FormatException()), name), "ended");
        var go = await StartAsync((body, name) => set.Spawn(body, name));
        set.DetachAll();
        Assert.Equal(["ended"], _log.Unhandled);
        go.SetResult();
        Signals.SpinUntil(() => _log.Unhandled is [_, "running"], "the fault is reported");
    }

    [Fact(Timeout = Limit)]
    public async Task JoinNextAsync_WhenItReturnsAFault_ReportsNothing()
    {
        var rt = Create();
        await using (var set = new JoinSet<int>(rt))
        {
            set.Spawn(_ => Task.FromException<int>(new FormatException()));
            Assert.IsType<FormatException>((await set.JoinNextAsync())!.Value.Exception);
        }

        await rt.DisposeAsync();
        Assert.Empty(_log.Unhandled);
    }

    [Fact(Timeout = Limit)]
    public async Task Spawn_WhenKeyIsTaken_ReportsTheOldTasksFault()
    {
        await using var rt = Create();
        await using var map = new JoinMap<string, int>(rt);
        Fail(rt, name => map.Spawn("key", _ => Task.FromException<int>(new FormatException()), name), "ended");
        var go = await StartAsync((body, name) => map.Spawn("key", body, name));
        Assert.Equal(["ended"], _log.Unhandled);
        map.Spawn("key", _ => Task.FromResult(1));
        go.SetResult();
        Signals.SpinUntil(() => _log.Unhandled is [_, "running"], "the fault is reported");
        Assert.Equal(1, (await map.JoinNextAsync())!.Value.Value.Value);
    }

    [Fact(Timeout = Limit)]
    public async Task RaceAsync_WhenALoserFails_ReportsItsFault()
    {
        await using var rt = Create();
        var go = new TaskCompletionSource();
        var race = rt.RaceAsync<int>([
            async ct =>
            {
                try
                {
                    await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct);
                }
                catch (OperationCanceledException)
                {
                    throw new FormatException();
                }

                return 0;
            },
            async _ => { await go.Task; return 1; }]);
        go.SetResult();
        Assert.Equal(1, await race);
        Signals.SpinUntil(() => _log.Unhandled.Count == 1, "the fault is reported");
    }

    [Fact(Timeout = Limit)]
    public async Task RaceAndScope_WhenTheyThrowAFault_DoNotReportIt()
    {
        var rt = Create();
        await Assert.ThrowsAsync<FormatException>(() => rt.RaceAsync<int>([_ => Task.FromException<int>(new FormatException())]));
        Assert.Equal(1, await rt.RaceAsync<int>([_ => Task.FromException<int>(new FormatException()), async _ => { await Task.Yield(); return 1; }]));
        await Assert.ThrowsAsync<FormatException>(() => rt.RunScopeAsync(scope =>
        {
            scope.Spawn(_ => Task.FromException(new FormatException())).Detach();
            return Task.CompletedTask;
        }));
        await rt.DisposeAsync();
        Assert.Empty(_log.Unhandled);
    }

    private static void Fail(IRuntime rt, Action<SpawnOptions> spawn, string name)
    {
        spawn(new SpawnOptions { Name = name });
        // AliveTasks changes in the last step of the task's end, after its fault is registered.
        Signals.SpinUntil(() => rt.Metrics.AliveTasks == 0, "the task ends");
    }

    /// <summary>
    /// Starts a task that fails when the returned source completes. It runs already, so an abort does not cancel it before its start.
    /// </summary>
    private static async Task<TaskCompletionSource> StartAsync(Action<Func<CancellationToken, Task<int>>, SpawnOptions> spawn)
    {
        var (started, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        spawn(
            async _ =>
            {
                started.SetResult();
                await go.Task;
                throw new FormatException();
            },
            new SpawnOptions { Name = "running" });
        await started.Task;
        return go;
    }

    private IRuntime Create() => AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2, FaultObservationDelay = Timeout.InfiniteTimeSpan }, hooks: _log.Hooks);
}
