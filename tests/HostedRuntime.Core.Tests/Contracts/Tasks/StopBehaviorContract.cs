using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tests.Contracts;

/// <summary>How a task learns that its runtime begins to stop.</summary>
/// <remarks>The drain lasts up to 15 s, half of the timeout. A test that has to wait for its end has failed.</remarks>
public abstract class StopBehaviorContract : RuntimeUnderTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);
    private static readonly SpawnOptions s_loop = new() { Name = "loop", StopBehavior = StopBehavior.Cancel };

    [Fact]
    public void Cancel_TaskThatSleeps_EndsWhenTheStopBegins() => RunBlocking(rt =>
    {
        var loop = rt.Spawn(static async () => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan), s_loop);
        Signals.UntilWaiting(rt, 1);
        AssertClean(rt.ShutdownAsync(s_long).Result, 1);
        Assert.Throws<JoinCanceledException>(() => loop.GetAwaiter().GetResult());
    });

    [Fact]
    public void Cancel_ForeignWaitAndBlockingBody_TokenFires() => RunBlocking(rt =>
    {
        rt.Spawn(static ct => Task.Delay(Timeout.Infinite, ct), s_loop).Detach();
        rt.SpawnBlocking(static ct => { ct.WaitHandle.WaitOne(); }, s_loop).Detach();
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 2, "both run");
        AssertClean(rt.ShutdownAsync(s_long).Result, 2);
    });

    [Fact]
    public void Cancel_WhenSpawnIsRefusedBeforeTheToken_IsCanceled() => RunBlocking(rt =>
    {
        using var gate = new ManualResetEventSlim();
        var go = Signals.Create();
        var loop = rt.Spawn(
            async () =>
            {
                await go.Task;
                await rt.Spawn(static () => { });
            },
            s_loop);
        // Callbacks run in the reverse order of registration. This one runs first and delays the callback that aborts the task.
        using var held = rt.Stopping.Register(gate.Wait);
        var shutdown = rt.ShutdownAsync(s_long);
        go.SetResult();
        var end = loop.JoinAsync().AsTask().Result;
        gate.Set();
        Assert.Equal(JoinStatus.Canceled, end.Status);
        AssertClean(shutdown.Result, 1);
    });

    /// <remarks>Many rounds, because the refusal must fall between the start of the stop's callback and the firing of the token.</remarks>
    [Fact]
    public void Cancel_WhenSpawnIsRefused_TokenHasFired() => RunBlocking(_ =>
    {
        for (var round = 0; round < 200; round++)
        {
            using var rt = AsyncRuntime.Create(Options());
            using var begun = new ManualResetEventSlim();
            var loop = rt.Spawn(
                ct =>
                {
                    begun.Set();
                    JoinHandle child;
                    do
                        child = rt.Spawn(static () => { });
                    while (child.Status != JoinStatus.Canceled);
                    return ct.IsCancellationRequested;
                },
                s_loop);
            begun.Wait();
            var shutdown = rt.ShutdownAsync(s_long);
            Assert.True(loop.AsTask().Result, $"round {round}");
            shutdown.Wait();
        }
    });

    [Fact]
    public void Cancel_WhenAnotherRuntimeRefusesSpawn_Continues() => RunBlocking(rt =>
    {
        using var ended = AsyncRuntime.Create(Options());
        ended.ShutdownAsync(s_long).Wait();
        var loop = rt.Spawn(
            async ct =>
            {
                await ended.Spawn(static () => { }).JoinAsync(CancellationToken.None);
                return ct.IsCancellationRequested;
            },
            s_loop);
        Assert.False(loop.AsTask().Result);
    });

    [Fact]
    public void Cancel_WithATokenToo_EitherEndsTheTask() => RunBlocking(rt =>
    {
        using var source = new CancellationTokenSource();
        var options = s_loop with { CancellationToken = source.Token };
        var byToken = rt.Spawn(static async () => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan), options);
        Signals.UntilWaiting(rt, 1);
        source.Cancel();
        byToken.AsTask().ContinueWith(static _ => { }).Wait();
        using var other = new CancellationTokenSource();
        rt.Spawn(static async () => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan), s_loop with { CancellationToken = other.Token }).Detach();
        Signals.UntilWaiting(rt, 1);
        AssertClean(rt.ShutdownAsync(s_long).Result, 1);
    });

    [Fact]
    public void Cancel_TaskThatNeverStarted_NeverRuns() => RunBlocking(
        rt =>
        {
            using var gate = new ManualResetEventSlim();
            var ran = false;
            var busy = rt.SpawnBlocking(() => gate.Wait());
            var queued = rt.SpawnBlocking(() => { ran = true; }, s_loop);
            Signals.SpinUntil(() => rt.CaptureTasks().Count == 1, "the first task runs");
            var shutdown = rt.ShutdownAsync(s_long);
            Signals.SpinUntil(() => queued.IsFinished, "the queued task is cancelled");
            gate.Set();
            AssertClean(shutdown.Result, 2);
            Assert.False(ran);
        },
        static options => options.MaxBlockingThreads = 1);

    [Fact]
    public void Drain_TaskThatFinishes_IsNotAborted() => RunBlocking(rt =>
    {
        var go = Signals.Create();
        var task = rt.Spawn(async ct =>
        {
            await go.Task;
            return ct.IsCancellationRequested;
        });
        var loop = rt.Spawn(static async () => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan), s_loop);
        Signals.UntilWaiting(rt, 2);
        var shutdown = rt.ShutdownAsync(s_long);
        Signals.SpinUntil(() => loop.IsFinished, "the loop ends");
        Assert.False(task.IsFinished);
        go.SetResult();
        AssertClean(shutdown.Result, 2);
        Assert.False(task.AsTask().Result);
    });

    [Fact]
    public void Cancel_OfAGroupMember_EndsTheMember() => RunBlocking(rt =>
    {
        var set = new JoinSet<int>(rt);
        set.Spawn(SleepAsync, s_loop);
        var map = new JoinMap<string, int>(rt);
        map.Spawn("a", SleepAsync, s_loop);
        new TaskTracker(rt).Spawn(SleepAsync, s_loop).Detach();
        new ChildRuntime(rt).Spawn(SleepAsync, s_loop).Detach();
        // The scope ends when its only child is cancelled, and a cancelled child is no failure.
        var scope = rt.RunScopeAsync(scope =>
        {
            scope.Spawn(SleepAsync, s_loop).Detach();
            return Task.CompletedTask;
        });
        Signals.UntilWaiting(rt, 5);
        AssertClean(rt.ShutdownAsync(s_long).Result, 5);
        scope.Wait();
        Assert.Equal(JoinStatus.Canceled, set.JoinNextAsync().AsTask().Result!.Value.Status);

        static async Task<int> SleepAsync(CancellationToken ct)
        {
            await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct);
            return 0;
        }
    });

    [Fact]
    public void Stopping_AsTheTokenOfScopeOrWait_EndsIt() => RunBlocking(rt =>
    {
        var scope = rt.RunScopeAsync(static async _ => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan), cancellationToken: rt.Stopping);
        var loop = rt.Spawn(async () =>
        {
            try
            {
                await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, CurrentTask.Runtime!.Stopping);
                return "";
            }
            catch (OperationCanceledException)
            {
                // The token only reports the stop. The task itself is not aborted, so its later waits still work.
                await CurrentTask.YieldAsync();
                return $"{rt.State}, {CurrentTask.CancellationToken.IsCancellationRequested}";
            }
        });
        Signals.UntilWaiting(rt, 2);
        Assert.False(rt.Stopping.IsCancellationRequested);
        AssertClean(rt.ShutdownAsync(s_long).Result, 2);
        Assert.Equal("Draining, False", loop.AsTask().Result);
        Assert.True(scope.ContinueWith(static task => task.IsCanceled).Result);
    });

    [Fact]
    public void Stopping_AfterShutdown_HasFired() => RunBlocking(rt =>
    {
        rt.ShutdownAsync(TimeSpan.Zero).Wait();
        Assert.True(rt.Stopping.IsCancellationRequested);
        Assert.True(new ChildRuntime(rt).Stopping.IsCancellationRequested);
    });

    [Fact]
    public void Stopping_OfAChildRuntime_FiresAtEitherEnd() => RunBlocking(rt =>
    {
        var (first, second) = (new ChildRuntime(rt), new ChildRuntime(rt));
        var (ofFirst, ofSecond) = (first.Stopping, second.Stopping);
        Assert.Empty(first.EndAsync(s_long).Result);
        Assert.True(ofFirst.IsCancellationRequested);
        Assert.False(rt.Stopping.IsCancellationRequested || ofSecond.IsCancellationRequested);
        rt.ShutdownAsync(s_long).Wait();
        Signals.SpinUntil(() => ofSecond.IsCancellationRequested, "the token fires");
    });

    [Fact]
    public void Stopping_WhenCallbackBlocks_ShutdownCompletes() => RunBlocking(rt =>
    {
        using var gate = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        rt.Stopping.Register(() =>
        {
            gate.Wait();
            ended.Set();
        });
        Assert.True(rt.ShutdownAsync(s_long).Result.IsClean);
        gate.Set();
        ended.Wait();
    });

    [Fact]
    public void Stopping_WhenCallbackThrows_ReportsAFault() => RunBlocking(_ =>
    {
        var faults = new TaskCompletionSource<(string?, Exception)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var rt = AsyncRuntime.Create(Options(), hooks: new RuntimeHooks { TaskFaulted = (task, e) => faults.SetResult((task.Name, e)) });
        rt.Stopping.Register(static () => throw new FormatException());
        Assert.True(rt.ShutdownAsync(s_long).Result.IsClean);
        Assert.Equal("Stopping", faults.Task.Result.Item1);
        Assert.IsType<FormatException>(faults.Task.Result.Item2);
    });

    [Fact]
    public void Shutdown_WhenItAborts_ReportNamesTasksAndRemedy() => RunBlocking(rt =>
    {
        rt.Spawn(static ct => Task.Delay(Timeout.Infinite, ct), new SpawnOptions { Name = "slow" }).Detach();
        rt.Spawn(static ct => Task.Delay(Timeout.Infinite, ct), s_loop).Detach();
        Signals.UntilWaiting(rt, 2);
        // The test cuts the grace short only after the loop has ended, because a busy machine may need long for that.
        using var cut = new CancellationTokenSource();
        var shutdown = rt.ShutdownAsync(TimeSpan.FromMinutes(2), cut.Token);
        Signals.SpinUntil(() => rt.Metrics.AliveTasks == 1, "the loop ends in the grace");
        cut.Cancel();
        var report = shutdown.Result;
        Assert.Equal((1, 1), (report.Drained, report.Aborted));
        Assert.Equal(("slow", "StopBehaviorContract.cs"), (Assert.Single(report.AbortedTasks).Name, report.AbortedTasks[0].File));
        Assert.Contains("aborted after its grace: 'slow'", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("StopBehavior.Cancel", report.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public void Shutdown_WithoutGrace_AbortsOnceAndNamesNoTask() => RunBlocking(rt =>
    {
        rt.Spawn(static ct => Task.Delay(Timeout.Infinite, ct), s_loop).Detach();
        Signals.UntilWaiting(rt, 1);
        using var cut = new CancellationTokenSource();
        cut.Cancel();
        var report = rt.ShutdownAsync(Timeout.InfiniteTimeSpan, cut.Token).Result;
        Assert.Equal((0, 1, 0), (report.Drained, report.Aborted, report.AbortedTasks.Count));
    });

    private static void AssertClean(ShutdownReport report, int drained)
    {
        Assert.True(report.IsClean, report.ToString());
        Assert.Equal((drained, 0), (report.Drained, report.AbortedTasks.Count));
    }
}
