using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

/// <summary>The promises that every kind of wait keeps on a task: its abort, the place where it resumes, and its diagnostics.</summary>
public abstract class WaitOnATaskContract : RuntimeUnderTest
{
    public static TheoryData<string> Kinds => WaitKind.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Abort_WhileTaskWaits_EndsTheWaitAndLosesNothing(string kind) => Run(async rt =>
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
    public void Abort_WhenBothBranchesWait_EndsEachOnce(string kind) => Run(async rt =>
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
        Signals.SpinUntil(() => held.WaiterCount == 1 && Volatile.Read(ref cleaned) == 2, "the task waits again");
        held.Release();
        await task;
        Assert.Equal((2, 2), (ended, cleaned));
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Abort_RacingWithTheGrant_LosesNothing(string kind) => Run(async rt =>
    {
        for (var i = 0; i < 50; i++)
        {
            var held = WaitKind.Held(kind);
            var task = rt.Spawn(() => held.WaitAsync());
            Signals.SpinUntil(() => held.WaiterCount == 1, "the task waits");
            var release = rt.SpawnBlocking(held.Release);
            task.Abort();
            await release;
            var status = (await task.JoinAsync()).Status;
            Assert.NotEqual(JoinStatus.Faulted, status);
            // If each wait needs a release of its own, the release for the aborted wait is still stored, and this wait takes it.
            if (!held.PassesOn && status == JoinStatus.Canceled)
                await held.WaitAsync();
            Assert.True(held.IsFree);
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Wait_WithConfigureAwaitFalse_ResumesOnItsTask(string kind) => Run(async rt =>
    {
        var held = WaitKind.Held(kind);
        var task = rt.Spawn(() => held.WaitAsync(captured: false));
        Signals.SpinUntil(() => held.WaiterCount == 1, "the task waits");
        held.Release();
        Assert.Equal(task.Id, await task);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Wait_WhenAForeignContextIsCurrent_ResumesThere(string kind) => Run(async rt =>
    {
        var held = WaitKind.Held(kind);
        var context = new CountingContext();
        var task = rt.Spawn(async () =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            await held.WaitAsync();
        });
        Signals.SpinUntil(() => held.WaiterCount == 1 && IsSuspended(rt, task), "the task waits");
        held.Release();
        await task;
        Assert.NotEqual(0, context.Posts);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WaitsOn_WhileTaskWaits_NamesThePrimitive(string kind) => Run(async rt =>
    {
        var held = WaitKind.Held(kind);
        var task = rt.Spawn(() => held.WaitAsync());
        Signals.SpinUntil(() => held.WaiterCount == 1, "the task waits");
        Signals.SpinUntil(
            () => rt.CaptureTasks().SingleOrDefault(info => info.Id == task.Id)?.WaitsOn?.StartsWith(kind.Split(' ')[0], StringComparison.Ordinal) == true,
            "the task reports its primitive");
        held.Release();
        await task;
    });

    /// <summary>Returns whether the poll of the task is over.</summary>
    /// <remarks>
    /// A waiter can be in the queue before its method has reached the await. An abort reaches the wait only once it is in the abort list.
    /// </remarks>
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
