using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

/// <summary>What a wait for a lock has to keep beside a task: its abort, its budget, the place where it goes on, its token.</summary>
public abstract class LockWaitContract : RuntimeUnderTest
{
    public static TheoryData<string> Kinds => LockKind.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Abort_BothBranchesWait_EndsBothOnceAndCleanupAwaits(string kind) => Run(async rt =>
    {
        var held = await LockKind.HoldAsync(kind);
        var (ended, cleaned) = (0, 0);
        async Task BranchAsync()
        {
            try
            {
                await held.TakeAsync();
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref ended);
                throw;
            }
            finally
            {
                await CurrentTask.YieldAsync();
                Interlocked.Increment(ref cleaned);
            }
        }

        var task = rt.Spawn(() => Task.WhenAll(BranchAsync(), BranchAsync()));
        Signals.SpinUntil(() => held.WaiterCount == 2, "both branches wait");
        task.Abort();
        Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        Assert.Equal((2, 2, 0), (ended, cleaned, held.WaiterCount));
        held.Release();
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Abort_RacingWithTheGrant_LeavesTheLockFree(string kind) => Run(async rt =>
    {
        for (var i = 0; i < 50; i++)
        {
            var held = await LockKind.HoldAsync(kind);
            var task = rt.Spawn(async () => { await held.TakeAsync(); });
            Signals.SpinUntil(() => held.WaiterCount == 1, "it waits");
            var release = rt.SpawnBlocking(held.Release);
            task.Abort();
            await release;
            Assert.NotEqual(JoinStatus.Faulted, (await task.JoinAsync()).Status);
            Assert.True(held.IsFree);
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TakeAsync_ThenAbortedAndAgain_WaitsInTheCleanup(string kind) => Run(async rt =>
    {
        var held = await LockKind.HoldAsync(kind);
        var task = rt.Spawn(async () =>
        {
            try
            {
                await held.TakeAsync();
            }
            catch (OperationCanceledException)
            {
                await held.TakeAsync();
            }
        });
        Signals.SpinUntil(() => held.WaiterCount == 1, "it waits");
        task.Abort();
        Signals.SpinUntil(() => held.WaiterCount == 1 && !task.IsFinished, "it waits again");
        held.Release();
        Assert.Equal(JoinStatus.Completed, (await task.JoinAsync()).Status);
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TakeAsync_ConfigureAwaitFalse_GoesOnOnItsTask(string kind) => Run(async rt =>
    {
        var held = await LockKind.HoldAsync(kind);
        var task = rt.Spawn(async () => await held.TakeAsync(captured: false));
        Signals.SpinUntil(() => held.WaiterCount == 1, "it waits");
        held.Release();
        Assert.Equal(task.Id, await task);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TakeAsync_ForeignContextIsCurrent_GoesOnThere(string kind) => Run(async rt =>
    {
        var held = await LockKind.HoldAsync(kind);
        var context = new CountingContext();
        var task = rt.Spawn(async () =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            await held.TakeAsync();
        });
        Signals.SpinUntil(() => held.WaiterCount == 1, "it waits");
        held.Release();
        await task;
        Assert.NotEqual(0, context.Posts);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TakeAsync_TokenFires_TellsItsToken(string kind) => Run(async rt =>
    {
        var held = await LockKind.HoldAsync(kind);
        using var source = new CancellationTokenSource();
        var task = rt.Spawn(async () => (await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await held.TakeAsync(ct: source.Token))).CancellationToken);
        Signals.SpinUntil(() => held.WaiterCount == 1, "it waits");
        source.Cancel();
        Assert.Equal(source.Token, await task);
        Assert.Equal(0, held.WaiterCount);
        held.Release();
        Assert.True(held.IsFree);
    });

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

public sealed class LockWaitOnTwoWorkersTests : LockWaitContract;

public sealed class LockWaitOnCurrentThreadTests : LockWaitContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class LockWaitOnThreadPoolTests : LockWaitContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
