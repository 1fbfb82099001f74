using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Waiting;

/// <summary>For each wait of this library, <c>TaskInfo.WaitsOn</c> describes what the task waits for.</summary>
public abstract class WaitsOnContract : RuntimeUnderTest
{
    public static TheoryData<string> Waits => DescribedWait.Names;

    [Theory]
    [MemberData(nameof(Waits))]
    public void WaitsOn_DuringAWait_DescribesIt(string wait) => Run(
        async rt =>
        {
            var end = Signals.Create();
            var (text, waitAsync) = DescribedWait.Of(wait);
            var task = Waiter(rt, () => waitAsync(rt, end.Task));
            AssertWaitsOn(rt, text);
            end.SetResult();
            task.Abort();
            await task.JoinAsync();
        },
        static options => (options.MaxBlockingThreads, options.BlockingQueueLimit) = (1, 1));

    [Fact]
    public void WaitsOn_JoinOfAnUnnamedTask_ReturnsItsId() => Run(async rt =>
    {
        var end = Signals.Create();
        var joined = rt.Spawn(() => end.Task);
        var task = Waiter(rt, async () => await joined);
        AssertWaitsOn(rt, $"join of task {joined.Id}");
        end.SetResult();
        await task;
    });

    [Theory]
    [InlineData(2, "AsyncNotify; and 1 more wait")]
    [InlineData(4, "AsyncNotify; and 3 more waits")]
    [InlineData(2_000, "AsyncNotify; and 1999 more waits")]
    public void WaitsOn_SeveralBranches_DescribesOneAndCounts(int branches, string text) => Run(async rt =>
    {
        var notify = new AsyncNotify();
        var task = Waiter(rt, () => Task.WhenAll(Enumerable.Range(0, branches).Select(async _ => await notify.WaitAsync())));
        AssertWaitsOn(rt, text);
        notify.NotifyAll();
        await task;
    });

    [Fact]
    public void WaitsOn_WhenTheFirstBranchEnds_DescribesAnother() => Run(async rt =>
    {
        var (first, second, third) = (new AsyncNotify(), new AsyncBarrier(2), new AsyncBarrier(2));
        var task = Waiter(rt, () => Task.WhenAll(first.WaitAsync().AsTask(), second.SignalAndWaitAsync().AsTask(), third.SignalAndWaitAsync().AsTask()));
        AssertWaitsOn(rt, "AsyncNotify; and 2 more waits");
        first.NotifyOne();
        AssertWaitsOn(rt, "AsyncBarrier, 1 of 2 arrived; and 1 more wait");
        await second.SignalAndWaitAsync();
        AssertWaitsOn(rt, "AsyncBarrier, 1 of 2 arrived");
        await third.SignalAndWaitAsync();
        await task;
    });

    /// <summary>If a decided wait is not awaited, no continuation removes it, so it stays in the list of its task.</summary>
    [Fact]
    public void WaitsOn_DecidedWaitNotAwaited_IsNotCounted() => Run(async rt =>
    {
        var (awaited, left) = (new AsyncNotify(), new AsyncBarrier(2));
        var task = Waiter(rt, async () =>
        {
            var wait = awaited.WaitAsync();
            _ = left.SignalAndWaitAsync().Preserve();
            await wait;
        });
        AssertWaitsOn(rt, "AsyncNotify; and 1 more wait");
        await left.SignalAndWaitAsync();
        AssertWaitsOn(rt, "AsyncNotify");
        awaited.NotifyOne();
        await task;
    });

    [Fact]
    public void WaitsOn_WithAShieldedWait_CountsBoth() => Run(async rt =>
    {
        var (notify, end, started) = (new AsyncNotify(), Signals.Create(), Signals.Create());
        var task = Waiter(rt, async () =>
        {
            var set = new JoinSet<int>(rt);
            set.Spawn(async _ =>
            {
                started.SetResult();
                await end.Task;
                return 1;
            });
            await started.Task;
            await Task.WhenAll(set.DisposeAsync().AsTask(), notify.WaitAsync().AsTask());
        });
        AssertWaitsOn(rt, "AsyncNotify; and 1 more wait");
        notify.NotifyOne();
        AssertWaitsOn(rt, "JoinSet, 1 running");
        end.SetResult();
        await task;
    });

    /// <summary>
    /// A cached wait stays in the abort list of its task. A shielded wait must not reuse it, because an abort would find it there.
    /// </summary>
    [Fact]
    public void DisposeAsync_AfterACachedWait_IgnoresAnAbort() => Run(async rt =>
    {
        var (end, started) = (Signals.Create(), Signals.Create());
        var wasDisposed = false;
        using var sleep = new ResettableSleep(Timeout.InfiniteTimeSpan);
        var task = Waiter(rt, async () =>
        {
            var set = new JoinSet<int>(rt);
            set.Spawn(async _ =>
            {
                started.SetResult();
                await end.Task;
                return 1;
            });
            await started.Task;
            await sleep.WaitAsync();
            await set.DisposeAsync();
            wasDisposed = end.Task.IsCompleted;
            await new AsyncNotify().WaitAsync();
        });
        AssertWaitsOn(rt, "ResettableSleep, never due");
        sleep.Reset(TimeSpan.Zero);
        AssertWaitsOn(rt, "JoinSet, 1 running");
        task.Abort();
        AssertWaitsOn(rt, "JoinSet, 1 running");
        end.SetResult();
        Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        Assert.True(wasDisposed);
    });

    [Fact]
    public void ToString_OfAWaitingTask_DescribesTheWait() => Run(async rt =>
    {
        var notify = new AsyncNotify();
        var task = Waiter(rt, async () => await notify.WaitAsync());
        AssertWaitsOn(rt, "AsyncNotify");
        Assert.StartsWith($"'waiter' (task {task.Id}), waiting in AsyncNotify, spawned ", rt.CaptureTasks().Single(info => info.Id == task.Id).ToString());
        notify.NotifyOne();
        await task;
    });

    private static JoinHandle Waiter(IRuntime rt, Func<Task> body) => rt.Spawn(body, new SpawnOptions { Name = "waiter" });

    /// <summary>Waits until the task is in its wait, and asserts the text of that wait.</summary>
    private static void AssertWaitsOn(IRuntime rt, string text)
    {
        string? last = null;
        SpinWait.SpinUntil(
            () => rt.CaptureTasks().SingleOrDefault(static info => info.Name == "waiter") is { State: TaskState.Waiting } info && (last = info.WaitsOn) == text,
            TimeSpan.FromSeconds(30));
        Assert.Equal(text, last);
    }
}

public sealed class WaitsOnOfTwoWorkersTests : WaitsOnContract;

public sealed class WaitsOnOfCurrentThreadTests : WaitsOnContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class WaitsOnOfThreadPoolTests : WaitsOnContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
