using HostedRuntime.Tests.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Tasks;

/// <summary>
/// The time of a fault's report, by a clock that the test moves. The fault of a detached task is reported at its end. The fault of any
/// other task is warned of after the delay, and reported at the shutdown.
/// </summary>
public sealed class FaultObservationTests
{
    private const int Limit = 60_000;

    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly FaultLog _log = new();

    public static TheoryData<RuntimeFlavor> Flavors => [RuntimeFlavor.MultiThread, RuntimeFlavor.CurrentThread, RuntimeFlavor.ThreadPool];

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Flavors))]
    public async Task Detach_BeforeTheEnd_ReportsTheFaultAtTheEnd(RuntimeFlavor flavor)
    {
        using var rt = Create(flavor);
        var go = new TaskCompletionSource();
        var task = rt.Spawn(async () => { await go.Task; throw new FormatException(); }, new SpawnOptions { Name = "job" });
        task.Detach();
        go.SetResult();
        Assert.Equal("job", _log.FirstUnhandled());
        await Assert.ThrowsAsync<FormatException>(async () => await task);
        Assert.Empty(_log.Warned);
        await rt.ShutdownAsync(TimeSpan.Zero);
        Assert.Equal(["job"], _log.Unhandled);
    }

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Flavors))]
    public void Detach_AfterTheEnd_ReportsTheFaultAtOnce(RuntimeFlavor flavor)
    {
        using var rt = Create(flavor);
        var task = Failed(rt, "job");
        Assert.Empty(_log.Unhandled);
        task.Detach();
        Assert.Equal(["job"], _log.Unhandled);
        task.Detach();
        Assert.Equal(["job"], _log.Unhandled);
    }

    [Fact(Timeout = Limit)]
    public void Detach_OfABlockingTask_ReportsTheFault()
    {
        using var rt = Create();
        rt.SpawnBlocking(() => throw new FormatException(), new SpawnOptions { Name = "job" }).Detach();
        Assert.Equal("job", _log.FirstUnhandled());
    }

    [Fact(Timeout = Limit)]
    public void Detach_OfAChildRuntimesTask_ReportsTheFault()
    {
        using var rt = Create();
        new ChildRuntime(rt).Spawn(() => throw new FormatException(), new SpawnOptions { Name = "job" }).Detach();
        Assert.Equal("job", _log.FirstUnhandled());
    }

    [Fact(Timeout = Limit)]
    public void Detach_OfATrackedTask_ReportsTheFault()
    {
        using var rt = Create();
        var tracker = new TaskTracker(rt);
        tracker.Spawn(_ => Task.FromException(new FormatException()), new SpawnOptions { Name = "job" }).Detach();
        Assert.Equal("job", _log.FirstUnhandled());
    }

    [Theory(Timeout = Limit)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Detach_WhileTheTaskIsAwaited_ReportsNoFault(bool asValue)
    {
        using var rt = Create();
        var go = new TaskCompletionSource();
        var task = rt.Spawn(async () => { await go.Task; throw new FormatException(); });
        var awaiting = asValue ? JoinAsync() : AwaitAsync();
        task.Detach();
        go.SetResult();
        await awaiting;
        await EndAndExpectNothingAsync(rt);

        async Task AwaitAsync() => await Assert.ThrowsAsync<FormatException>(async () => await task);
        async Task JoinAsync() => Assert.IsType<FormatException>((await task.JoinAsync()).Exception);
    }

    [Fact(Timeout = Limit)]
    public async Task Fault_OfAKeptHandle_WarnsOnceAfterTheDelay()
    {
        using var rt = Create();
        var task = Failed(rt, "loop");
        _time.Advance(s_delay - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_log.Warned);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["loop"], _log.Warned);
        _time.Advance(s_delay * 10);
        Assert.Equal(["loop"], _log.Warned);
        Assert.Empty(_log.Unhandled);
        await Assert.ThrowsAsync<FormatException>(async () => await task);
        await rt.ShutdownAsync(TimeSpan.Zero);
        Assert.Empty(_log.Unhandled);
    }

    [Fact(Timeout = Limit)]
    public async Task Fault_WhenAwaited_IsNotReported()
    {
        using var rt = Create();
        var (one, two, three) = (Failed(rt, "one"), Failed(rt, "two"), Failed(rt, "three"));
        await Assert.ThrowsAsync<FormatException>(async () => await one);
        Assert.Equal(JoinStatus.Faulted, (await two.JoinAsync()).Status);
        await Assert.ThrowsAsync<FormatException>(three.AsTask);
        await EndAndExpectNothingAsync(rt);
    }

    [Fact(Timeout = Limit)]
    public async Task Fault_OfABlockOnBody_IsThrownAndNotReported()
    {
        using var rt = Create();
        Assert.Throws<FormatException>(() => rt.BlockOn(() => Task.FromException(new FormatException())));
        using var one = Create(RuntimeFlavor.CurrentThread);
        Assert.Throws<FormatException>(() => one.BlockOn(() => Task.FromException(new FormatException())));
        await EndAndExpectNothingAsync(one);
        await EndAndExpectNothingAsync(rt);
    }

    [Fact(Timeout = Limit)]
    public void Fault_OfSeveralTasks_WarnsOfEachAfterItsDelay()
    {
        using var rt = Create();
        var first = Failed(rt, "first");
        _time.Advance(s_delay / 2);
        var second = Failed(rt, "second");
        _time.Advance(s_delay / 2);
        Assert.Equal(["first"], _log.Warned);
        _time.Advance(s_delay / 2);
        Assert.Equal(["first", "second"], _log.Warned);
        GC.KeepAlive((first, second));
    }

    [Fact(Timeout = Limit)]
    public async Task Fault_WhenTheJoinIsCanceled_Warns()
    {
        using var rt = Create();
        var go = new TaskCompletionSource();
        var task = rt.Spawn(async () => { await go.Task; throw new FormatException(); }, new SpawnOptions { Name = "loop" });
        using var source = new CancellationTokenSource();
        var join = task.JoinAsync(source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => join);
        go.SetResult();
        Signals.SpinUntil(() => task.IsFinished, "the task ends");
        Signals.SpinUntil(
            () =>
            {
                _time.Advance(s_delay);
                return _log.Warned.Count == 1;
            },
            "the warning comes");
        GC.KeepAlive(task);
    }

    [Fact(Timeout = Limit)]
    public void Detach_AfterTheWarning_ReportsTheFaultOnce()
    {
        using var rt = Create();
        var task = Failed(rt, "loop");
        _time.Advance(s_delay);
        task.Detach();
        rt.Dispose();
        Assert.Equal(["loop"], _log.Warned);
        Assert.Equal(["loop"], _log.Unhandled);
    }

    [Fact(Timeout = Limit)]
    public async Task ShutdownAsync_WithUnobservedFaults_ReportsThemFirst()
    {
        using var rt = Create();
        var tasks = new[] { Failed(rt, "a"), Failed(rt, "b"), Failed(rt, "c") };
        _time.Advance(s_delay);
        var late = Failed(rt, "d");
        await Assert.ThrowsAsync<FormatException>(async () => await tasks[1]);
        await rt.ShutdownAsync(TimeSpan.Zero);
        Assert.Equal(["a", "c", "d"], _log.Unhandled);
        // A fault may still be observed after it was reported.
        await Assert.ThrowsAsync<FormatException>(async () => await late);
        Assert.Equal(3, _log.Unhandled.Count);
    }

    [Fact(Timeout = Limit)]
    public void Delay_WhenInfinite_NeverWarns()
    {
        using var rt = Create(delay: Timeout.InfiniteTimeSpan);
        var task = Failed(rt, "loop");
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Empty(_log.Warned);
        rt.Dispose();
        Assert.Equal(["loop"], _log.Unhandled);
        GC.KeepAlive(task);
    }

    [Fact(Timeout = Limit)]
    public void Delay_WhenShortened_AppliesToEarlierFaults()
    {
        using var rt = Create(delay: TimeSpan.FromDays(1));
        var task = Failed(rt, "loop");
        _time.Advance(TimeSpan.FromSeconds(1));
        var options = rt.Options;
        options.FaultObservationDelay = TimeSpan.FromSeconds(2);
        Assert.Empty(rt.Reconfigure(options));
        Assert.Empty(_log.Warned);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["loop"], _log.Warned);
        GC.KeepAlive(task);
    }

    [Fact(Timeout = Limit)]
    public async Task Ignore_WhenTasksFail_NeitherWarnsNorReports()
    {
        using var rt = Create(behavior: UnhandledFaultBehavior.Ignore);
        Failed(rt, "one").Detach();
        var two = Failed(rt, "two");
        await EndAndExpectNothingAsync(rt);
        GC.KeepAlive(two);
    }

    [Fact(Timeout = Limit)]
    public void Stop_WhenADetachedTaskFails_EndsTheRuntime()
    {
        using var rt = Create(behavior: UnhandledFaultBehavior.Stop);
        Failed(rt, "loop").Detach();
        Signals.SpinUntil(() => rt.State == RuntimeState.Stopped, "the runtime ends");
    }

    [Fact(Timeout = Limit)]
    public void Stop_AfterAWarning_KeepsTheRuntimeRunning()
    {
        using var rt = Create(behavior: UnhandledFaultBehavior.Stop);
        var task = Failed(rt, "loop");
        _time.Advance(s_delay);
        Assert.Equal((1, RuntimeState.Running), (_log.Warned.Count, rt.State));
        GC.KeepAlive(task);
    }

    [Fact(Timeout = Limit)]
    public void Clock_OfTheRuntime_FiresTheWarning()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, FaultObservationDelay = TimeSpan.FromMilliseconds(1) }, hooks: _log.Hooks);
        var task = Failed(rt, "loop");
        Signals.SpinUntil(() => _log.Warned.Count == 1, "the warning comes");
        GC.KeepAlive(task);
    }

    [Fact(Timeout = Limit)]
    public async Task Clock_WhenItThrows_LosesNoFault()
    {
        var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, new BrokenClock(), _log.Hooks);
        var task = Failed(rt, "loop");
        Failed(rt, "detached").Detach();
        await rt.ShutdownAsync(TimeSpan.Zero);
        Assert.Equal(["detached", "loop"], _log.Unhandled);
        GC.KeepAlive(task);
    }

    /// <summary>Returns a task that has failed, and whose fault is registered with the runtime.</summary>
    private static JoinHandle Failed(IRuntime rt, string name)
    {
        var task = rt.Spawn(() => throw new FormatException(), new SpawnOptions { Name = name });
        // AliveTasks changes in the last step of the task's end, after its fault is registered.
        Signals.SpinUntil(() => task.IsFinished && rt.Metrics.AliveTasks == 0, "the task ends");
        return task;
    }

    private async Task EndAndExpectNothingAsync(IRuntime rt)
    {
        _time.Advance(s_delay * 2);
        await rt.ShutdownAsync(TimeSpan.Zero);
        Assert.Empty(_log.Warned);
        Assert.Empty(_log.Unhandled);
    }

    private IRuntime Create(
        RuntimeFlavor flavor = RuntimeFlavor.MultiThread, UnhandledFaultBehavior behavior = UnhandledFaultBehavior.Report, TimeSpan? delay = null)
        => AsyncRuntime.Create(
            new RuntimeOptions { Flavor = flavor, UnhandledFaults = behavior, FaultObservationDelay = delay ?? s_delay, ShutdownTimeout = TimeSpan.FromSeconds(5) }, _time, _log.Hooks);

    private sealed class BrokenClock : TimeProvider
    {
        public override long GetTimestamp() => throw new NotSupportedException("no time");

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("no timers");
    }
}
