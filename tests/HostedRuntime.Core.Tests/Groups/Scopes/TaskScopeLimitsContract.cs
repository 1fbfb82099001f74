using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups;

/// <summary>The limits of a scope: how many children run at a time, and how long the scope may take.</summary>
public abstract class TaskScopeLimitsContract : RuntimeUnderTest
{
    [Fact]
    public void MaxConcurrency_One_RunsChildrenInOrder() => Run(async rt =>
    {
        int running = 0, most = 0;
        var order = new List<int>();
        await rt.RunScopeAsync(
            scope =>
            {
                for (var i = 0; i < 50; i++)
                {
                    var number = i;
                    scope.Spawn(async _ =>
                    {
                        lock (order)
                        {
                            order.Add(number);
                            most = Math.Max(most, ++running);
                        }

                        await CurrentTask.YieldAsync();
                        lock (order)
                            running--;
                    }).Detach();
                }

                return Task.CompletedTask;
            },
            new TaskScopeOptions { MaxConcurrency = 1 });
        Assert.Equal(1, most);
        Assert.Equal(Enumerable.Range(0, 50), order);
    });

    [Fact]
    public void MaxConcurrency_Two_RunsTwoChildrenAtATime() => Run(async rt =>
    {
        var works = Enumerable.Range(0, 4).Select(_ => new Work<int>()).ToArray();
        var run = rt.RunScopeAsync(
            scope =>
            {
                foreach (var work in works)
                    scope.Spawn(work.RunAsync).Detach();
                return Task.CompletedTask;
            },
            new TaskScopeOptions { MaxConcurrency = 2 });
        await Task.WhenAll(works[0].Started, works[1].Started);
        Assert.Equal((false, false), (works[2].HasStarted, works[3].HasStarted));
        works[1].Return(0);
        await works[2].Started;
        Assert.False(works[3].HasStarted);
        works[0].Return(0);
        await works[3].Started;
        works[2].Return(0);
        works[3].Return(0);
        await run;
    });

    [Fact]
    public void MaxConcurrency_WhenAWaitingChildIsAborted_SkipsIt() => Run(async rt =>
    {
        var (first, second, third) = (new Work<int>(), new Work<int>(), new Work<int>());
        await rt.RunScopeAsync(
            async scope =>
            {
                var running = scope.Spawn(first.RunAsync);
                var waiting = scope.Spawn(second.RunAsync);
                var last = scope.Spawn(third.RunAsync);
                await first.Started;
                waiting.Abort();
                Assert.True(waiting.IsFinished);
                first.Return(0);
                await running;
                await third.Started;
                third.Return(0);
                await last;
            },
            new TaskScopeOptions { MaxConcurrency = 1 });
        Assert.False(second.HasStarted);
    });

    [Fact]
    public void MaxConcurrency_WhenAChildFails_WaitingChildNeverRuns() => Run(async rt =>
    {
        var (failing, waiting) = (new Work<int>(), new Work<int>());
        var run = rt.RunScopeAsync(
            scope =>
            {
                scope.Spawn(failing.RunAsync).Detach();
                scope.Spawn(waiting.RunAsync).Detach();
                return Task.CompletedTask;
            },
            new TaskScopeOptions { MaxConcurrency = 1 });
        await failing.Started;
        failing.Throw(new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => run);
        Assert.False(waiting.HasStarted);
    });

    [Fact]
    public void SpawnBlocking_WhenStarted_ScopeWaitsForIt() => Run(async rt =>
    {
        using var gate = new ManualResetEventSlim();
        var (running, ended) = (Signals.Create(), false);
        var run = rt.RunScopeAsync(async scope =>
        {
            var blocking = scope.SpawnBlocking(_ =>
            {
                running.SetResult();
                gate.Wait(CancellationToken.None);
                ended = true;
                return 5;
            });
            await running.Task;
            scope.Cancel();
            return blocking;
        });
        await running.Task;
        Assert.False(run.IsCompleted);
        gate.Set();
        Assert.Equal(5, await await run);
        Assert.True(ended);
    });

    [Fact]
    public void SpawnBlocking_WhenAbortedInTheQueue_FreesItsPlace() => Run(
        async rt =>
        {
            await rt.RunScopeAsync(
                async scope =>
                {
                    var first = new Work<int>();
                    scope.Spawn(first.RunAsync).Detach();
                    for (var i = 0; i < 10; i++)
                    {
                        var waiting = scope.SpawnBlocking(static _ => { });
                        waiting.Abort();
                        Assert.True(waiting.IsFinished);
                    }

                    var last = scope.SpawnBlocking(static _ => 3);
                    await first.Started;
                    first.Return(0);
                    Assert.Equal(3, await last);
                },
                new TaskScopeOptions { MaxConcurrency = 1 });
        },
        static options => (options.MaxBlockingThreads, options.BlockingQueueLimit) = (1, 0));

    [Fact]
    public void SpawnBlocking_WhenThePoolIsFull_ThrowsAndScopeGoesOn() => Run(
        async rt =>
        {
            using var gate = new ManualResetEventSlim();
            await rt.RunScopeAsync(async scope =>
            {
                var first = scope.SpawnBlocking(gate.Wait);
                Assert.Throws<BlockingQueueFullException>(() => scope.SpawnBlocking(static _ => { }));
                gate.Set();
                await first;
            });
        },
        static options => (options.MaxBlockingThreads, options.BlockingQueueLimit) = (1, 0));

    [Fact]
    public void Deadline_WhenItPasses_AbortsAllAndThrows() => Run(async _ =>
    {
        var clock = new ManualClock();
        using var rt = AsyncRuntime.Create(Options(), clock);
        var child = new Work<int>();
        var run = rt.RunScopeAsync(
            async scope => await scope.Spawn(child.RunAsync),
            new TaskScopeOptions { Name = "census", Deadline = TimeSpan.FromSeconds(5) });
        await child.Started;
        clock.Elapse();
        var error = await Assert.ThrowsAsync<TimeoutException>(() => run);
        Assert.Equal("Scope 'census' did not end within its deadline of 00:00:05. Its body and children were aborted and have ended.", error.Message);
        Assert.Equal((true, true), (child.WasCanceled, child.HasEnded));
    });

    [Fact]
    public void Deadline_WhenNothingWasAborted_ReturnsTheResult() => Run(async _ =>
    {
        var clock = new ManualClock();
        using var rt = AsyncRuntime.Create(Options(), clock);
        Assert.Equal(1, await rt.RunScopeAsync(
            scope =>
            {
                clock.Elapse();
                return Task.FromResult(1);
            },
            new TaskScopeOptions { Deadline = TimeSpan.FromSeconds(5) }));
    });

    [Fact]
    public void Options_OutOfRange_ThrowWithTheirName() => Run(rt =>
    {
        Assert.Throws<ArgumentOutOfRangeException>("MaxConcurrency", () => { _ = rt.RunScopeAsync(_ => Task.CompletedTask, new TaskScopeOptions { MaxConcurrency = 0 }); });
        Assert.Throws<ArgumentOutOfRangeException>("Deadline", () => { _ = rt.RunScopeAsync(_ => Task.CompletedTask, new TaskScopeOptions { Deadline = TimeSpan.FromMilliseconds(-1) }); });
        Assert.Throws<ArgumentOutOfRangeException>("Deadline", () => { _ = rt.RunScopeAsync(_ => Task.CompletedTask, new TaskScopeOptions { Deadline = TimeSpan.FromDays(50) }); });
        return Task.CompletedTask;
    });
}
