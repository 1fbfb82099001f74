using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tests.Sync;

/// <summary>The promises that every kind of wait keeps in every place that it can be used from.</summary>
public abstract class WaitContract : PlaceContract
{
    [Theory]
    [MemberData(nameof(WaitKind.OneByOne), MemberType = typeof(WaitKind))]
    public void Wait_BySeveral_IsGrantedInCallOrderOneByOne(string kind) => Run(async () =>
    {
        var held = WaitKind.Held(kind);
        var waits = Enumerable.Range(0, 6).Select(_ => held.Begin(default)).ToArray();
        Assert.Equal(waits.Length, held.WaiterCount);
        held.Release();
        for (var i = 0; i < waits.Length; i++)
        {
            Assert.Equal(Enumerable.Range(i, waits.Length - i).Select(at => at == i), waits.Skip(i).Select(static wait => wait.IsCompleted));
            await waits[i].EndAsync();
            if (!held.PassesOn && i + 1 < waits.Length)
                held.Release();
        }

        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(WaitKind.All), MemberType = typeof(WaitKind))]
    public void Wait_WhenTokenHasFired_TakesNothing(string kind) => Run(async () =>
    {
        var held = WaitKind.Held(kind);
        var fired = new CancellationToken(canceled: true);
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held.WaitAsync(ct: fired));
        Assert.Equal((fired, 0), (error.CancellationToken, held.WaiterCount));
        await held.EndAllAsync(held.Begin(default));
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(WaitKind.All), MemberType = typeof(WaitKind))]
    public void Wait_WhenCanceled_LosesOnlyItsPlace(string kind) => Run(async () =>
    {
        var held = WaitKind.Held(kind);
        using var source = new CancellationTokenSource();
        var (first, canceled, last) = (held.Begin(default), held.Begin(source.Token), held.Begin(default));
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled.EndAsync());
        Assert.Equal((source.Token, 2), (error.CancellationToken, held.WaiterCount));
        await held.EndAllAsync(first, last);
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(WaitKind.Pooled), MemberType = typeof(WaitKind))]
    public void Wait_WhenCanceledAfterTheGrant_IsGranted(string kind) => Run(async () =>
    {
        var held = WaitKind.Held(kind);
        using var source = new CancellationTokenSource();
        var wait = held.Begin(source.Token);
        held.Release();
        source.Cancel();
        await wait.EndAsync();
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(WaitKind.All), MemberType = typeof(WaitKind))]
    public void Wait_WhenCancelRacesTheGrant_LosesNothing(string kind) => Run(() => Race.RoundsAsync(100, async () =>
    {
        var held = WaitKind.Held(kind);
        using var source = new CancellationTokenSource();
        var (wait, next) = (held.Begin(source.Token), held.Begin(default));
        Race.Between(held.Release, source.Cancel);
        if (await wait.TryEndAsync() && !held.PassesOn)
            held.Release();
        await next.EndAsync();
        Assert.True(held.IsFree);
    }));

    [Theory]
    [MemberData(nameof(WaitKind.Pooled), MemberType = typeof(WaitKind))]
    public void Wait_WhenAwaitedTwice_ThrowsAndChangesNothing(string kind) => Run(async () =>
    {
        var held = WaitKind.Held(kind);
        var (first, second) = (held.Begin(default), held.Begin(default));
        await held.EndAllAsync(first, second);
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.EndAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => second.EndAsync());
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(WaitKind.All), MemberType = typeof(WaitKind))]
    public void Wait_WhenCanceledWithBudgetSpent_HoldsNothing(string kind) => Run(async () =>
    {
        var held = WaitKind.Held(kind);
        using var source = new CancellationTokenSource();
        await SpendBudgetAsync();
        var wait = held.Begin(source.Token);
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.EndAsync());
        Assert.Equal((source.Token, 0), (error.CancellationToken, held.WaiterCount));
        await Task.Yield();
        await held.EndAllAsync(held.Begin(default));
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(WaitKind.Holdable), MemberType = typeof(WaitKind))]
    public void Wait_WhenFreeAndBudgetIsSpent_HoldsFromItsCall(string kind) => Run(async () =>
    {
        var free = WaitKind.Held(kind);
        free.Release();
        using var source = new CancellationTokenSource();
        await SpendBudgetAsync();
        var wait = free.Begin(source.Token);
        Assert.False(free.IsFree);
        // The wait is granted already, so the cancel comes too late.
        source.Cancel();
        Assert.True(await wait.TryEndAsync());
        Assert.True(free.IsFree);
    });

    [Theory]
    [MemberData(nameof(WaitKind.OneByOne), MemberType = typeof(WaitKind))]
    public void Wait_BySeveralWhenBudgetIsSpent_IsGrantedInOrder(string kind) => Run(async () =>
    {
        var held = WaitKind.Held(kind);
        await SpendBudgetAsync();
        var waits = Enumerable.Range(0, 6).Select(_ => held.Begin(default)).ToArray();
        Assert.Equal(waits.Length, held.WaiterCount);
        await held.EndAllAsync(waits);
        Assert.True(held.IsFree);
    });

    [Theory]
    [MemberData(nameof(WaitKind.All), MemberType = typeof(WaitKind))]
    public void Wait_WithConfigureAwaitFalse_ResumesOnTheSameTask(string kind) => Run(async () =>
    {
        var held = WaitKind.Held(kind);
        var id = CurrentTask.Id;
        var wait = held.WaitAsync(captured: false);
        held.Release();
        Assert.Equal(id, await wait);
        Assert.True(held.IsFree);
    });

    /// <summary>Returns in a poll that has spent its budget. Outside of a task, which has no budget, it does as many operations.</summary>
    private static async Task SpendBudgetAsync()
    {
        var mutex = new AsyncMutex();
        await Task.Yield();
        for (var i = 0; i < Budget.OfPoll && Budget.IsLeft; i++)
            (await mutex.LockAsync()).Dispose();
    }
}

public sealed class WaitOnOneWorkerTests : WaitContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class WaitOnTwoWorkersTests : WaitContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class WaitOnCurrentThreadTests : WaitContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class WaitOnThreadPoolTests : WaitContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class WaitOffTheRuntimeTests : WaitContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class WaitOnASingleThreadedContextTests : WaitContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
