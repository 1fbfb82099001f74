using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

/// <summary>What every way to wait in every primitive keeps beside a task: its abort, the place where it goes on, what it shows.</summary>
public abstract class WaitOnATaskContract : RuntimeUnderTest
{
    public static TheoryData<string> Kinds => WaitKind.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Abort_WhileItWaits_EndsTheWaitAndLosesNothing(string kind) => Run(async rt =>
    {
        var held = WaitKind.Held(kind);
        var aborted = rt.Spawn(() => held.WaitAsync());
        Signals.SpinUntil(() => held.WaiterCount == 1, "the first waits");
        var other = rt.Spawn(() => held.WaitAsync());
        Signals.SpinUntil(() => held.WaiterCount == 2, "the second waits");
        aborted.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await aborted);
        Assert.Equal(1, held.WaiterCount);
        held.Release();
        await other;
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Abort_BothBranchesWait_EndsBothOnceAndCleanupWaits(string kind) => Run(async rt =>
    {
        var held = WaitKind.Held(kind);
        var (ended, cleaned) = (0, 0);
        async Task BranchAsync()
        {
            try
            {
                await held.WaitAsync();
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref ended);
                await CurrentTask.YieldAsync();
                Interlocked.Increment(ref cleaned);
            }
        }

        var task = rt.Spawn(async () =>
        {
            await Task.WhenAll(BranchAsync(), BranchAsync());
            await held.WaitAsync();
        });
        Signals.SpinUntil(() => held.WaiterCount == 2 && IsSuspended(rt, task), "both branches wait");
        task.Abort();
        Signals.SpinUntil(() => held.WaiterCount == 1 && Volatile.Read(ref cleaned) == 2, "it waits again");
        held.Release();
        await task;
        Assert.Equal((2, 2), (ended, cleaned));
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Abort_RacingWithTheGrant_IsEitherAndLosesNothing(string kind) => Run(async rt =>
    {
        for (var i = 0; i < 50; i++)
        {
            var held = WaitKind.Held(kind);
            var task = rt.Spawn(() => held.WaitAsync());
            Signals.SpinUntil(() => held.WaiterCount == 1, "it waits");
            var release = rt.SpawnBlocking(held.Release);
            task.Abort();
            await release;
            var status = (await task.JoinAsync()).Status;
            Assert.NotEqual(JoinStatus.Faulted, status);
            // Where each has a release of its own, that of who was aborted goes to the next.
            if (!held.PassesOn && status == JoinStatus.Canceled)
                await held.WaitAsync();
            Assert.True(held.IsFree);
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Wait_ConfigureAwaitFalse_GoesOnOnItsTask(string kind) => Run(async rt =>
    {
        var held = WaitKind.Held(kind);
        var task = rt.Spawn(() => held.WaitAsync(captured: false));
        Signals.SpinUntil(() => held.WaiterCount == 1, "it waits");
        held.Release();
        Assert.Equal(task.Id, await task);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Wait_ForeignContextIsCurrent_GoesOnThere(string kind) => Run(async rt =>
    {
        var held = WaitKind.Held(kind);
        var context = new CountingContext();
        var task = rt.Spawn(async () =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            await held.WaitAsync();
        });
        Signals.SpinUntil(() => held.WaiterCount == 1 && IsSuspended(rt, task), "it waits");
        held.Release();
        await task;
        Assert.NotEqual(0, context.Posts);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WaitsOn_WhileItWaits_NamesThePrimitive(string kind) => Run(async rt =>
    {
        var held = WaitKind.Held(kind);
        var task = rt.Spawn(() => held.WaitAsync());
        Signals.SpinUntil(() => held.WaiterCount == 1, "it waits");
        Signals.SpinUntil(
            () => rt.CaptureTasks().SingleOrDefault(info => info.Id == task.Id)?.WaitsOn?.StartsWith(kind.Split(' ')[0], StringComparison.Ordinal) == true,
            "the task says what it waits on");
        held.Release();
        await task;
    });

    /// <summary>Its poll is over: who stands in a line may not have come to its await yet, and no abort reaches that wait before it is under the task's.</summary>
    private static bool IsSuspended(IRuntime rt, JoinHandle task) => rt.CaptureTasks().SingleOrDefault(info => info.Id == task.Id)?.State == TaskState.Waiting;

    private sealed class CountingContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => Volatile.Read(ref _posts);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            ThreadPool.QueueUserWorkItem(static work => work.d(work.state), (d, state), preferLocal: false);
        }
    }
}

public sealed class WaitOnATaskOfTwoWorkersTests : WaitOnATaskContract;

public sealed class WaitOnATaskOfCurrentThreadTests : WaitOnATaskContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class WaitOnATaskOfThreadPoolTests : WaitOnATaskContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
