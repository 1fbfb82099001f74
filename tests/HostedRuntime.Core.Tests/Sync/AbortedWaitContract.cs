using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

/// <summary>Waits on a task, in each primitive: an abort ends them and loses nothing, and whatever ConfigureAwait says they go on on the task.</summary>
public abstract class AbortedWaitContract : RuntimeUnderTest
{
    private static readonly Dictionary<string, Func<Situation>> s_situations = new()
    {
        ["AsyncSemaphore"] = static () =>
        {
            var semaphore = new AsyncSemaphore(1);
            semaphore.TryAcquire(out var held);
            return new(
                async () =>
                {
                    (await semaphore.AcquireAsync().ConfigureAwait(false)).Dispose();
                    return CurrentTask.Id;
                },
                () => semaphore.WaiterCount,
                held.Dispose);
        },
        ["AsyncNotify"] = static () =>
        {
            var notify = new AsyncNotify();
            return new(
                async () =>
                {
                    await notify.WaitAsync().ConfigureAwait(false);
                    return CurrentTask.Id;
                },
                () => notify.WaiterCount,
                notify.NotifyOne);
        },
        ["AsyncNotify with a ticket"] = static () =>
        {
            var notify = new AsyncNotify();
            return new(
                async () =>
                {
                    using var ticket = notify.Register();
                    await ticket.WaitAsync().ConfigureAwait(false);
                    return CurrentTask.Id;
                },
                () => notify.WaiterCount,
                notify.NotifyOne);
        },
        ["AsyncBarrier"] = static () =>
        {
            var barrier = new AsyncBarrier(4);
            return new(
                async () =>
                {
                    await barrier.SignalAndWaitAsync().ConfigureAwait(false);
                    return CurrentTask.Id;
                },
                () => barrier.ArrivedCount,
                () =>
                {
                    while (barrier.ArrivedCount > 0)
                        _ = barrier.SignalAndWaitAsync().AsTask();
                });
        },
        ["OnceCell"] = static () =>
        {
            var cell = new OnceCell<int>();
            return new(
                async () =>
                {
                    await cell.WaitAsync().ConfigureAwait(false);
                    return CurrentTask.Id;
                },
                () => cell.WaiterCount,
                () => cell.TrySet(1));
        },
        ["OnceCell for the turn"] = static () =>
        {
            var cell = new OnceCell<int>();
            var first = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = cell.GetOrInitializeAsync(_ => first.Task).AsTask();
            return new(
                async () =>
                {
                    await cell.GetOrInitializeAsync(static _ => Task.FromResult(1));
                    return CurrentTask.Id;
                },
                () => cell.WaiterCount,
                () => first.SetResult(1));
        },
    };

    public static TheoryData<string> Primitives => [.. s_situations.Keys];

    [Theory]
    [MemberData(nameof(Primitives))]
    public void Abort_WhileItWaits_EndsTheWaitAndLosesNothing(string primitive) => Run(async rt =>
    {
        var situation = s_situations[primitive]();
        var aborted = rt.Spawn(situation.WaitAsync);
        Signals.SpinUntil(() => situation.WaiterCount() == 1, "the first waits");
        var other = rt.Spawn(situation.WaitAsync);
        Signals.SpinUntil(() => situation.WaiterCount() == 2, "the second waits");
        aborted.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await aborted);
        Assert.Equal(1, situation.WaiterCount());
        situation.Release();
        await other;
        Assert.Equal(0, situation.WaiterCount());
    });

    [Theory]
    [MemberData(nameof(Primitives))]
    public void Abort_OfTwoBranches_EndsBothOnce_AndCleanupCanWait(string primitive) => Run(async rt =>
    {
        var situation = s_situations[primitive]();
        var aborted = 0;
        async Task BranchAsync()
        {
            try
            {
                await situation.WaitAsync();
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref aborted);
            }
        }

        var task = rt.Spawn(async () =>
        {
            await Task.WhenAll(BranchAsync(), BranchAsync());
            await situation.WaitAsync();
        });
        Signals.SpinUntil(() => situation.WaiterCount() == 2, "both branches wait");
        task.Abort();
        Signals.SpinUntil(() => situation.WaiterCount() == 1 && Volatile.Read(ref aborted) == 2, "the cleanup waits");
        situation.Release();
        await task;
        Assert.Equal((2, 0), (aborted, situation.WaiterCount()));
    });

    [Theory]
    [MemberData(nameof(Primitives))]
    public void ConfigureAwaitFalse_AfterAWait_GoesOnOnTheTask(string primitive) => Run(async rt =>
    {
        var situation = s_situations[primitive]();
        var task = rt.Spawn(situation.WaitAsync);
        Signals.SpinUntil(() => situation.WaiterCount() == 1, "it waits");
        situation.Release();
        Assert.Equal(task.Id, await task);
    });

    [Theory]
    [MemberData(nameof(Primitives))]
    public void WaitsOn_WhileItWaits_NamesThePrimitive(string primitive) => Run(async rt =>
    {
        var situation = s_situations[primitive]();
        var task = rt.Spawn(situation.WaitAsync);
        Signals.SpinUntil(() => situation.WaiterCount() == 1, "it waits");
        Signals.SpinUntil(
            () => rt.CaptureTasks().SingleOrDefault(info => info.Id == task.Id)?.WaitsOn?.StartsWith(primitive.Split(' ')[0], StringComparison.Ordinal) == true,
            "the task says what it waits on");
        situation.Release();
        await task;
    });

    private sealed record Situation(Func<Task<long?>> WaitAsync, Func<int> WaiterCount, Action Release);
}

public sealed class AbortedWaitOnTwoWorkersTests : AbortedWaitContract;

public sealed class AbortedWaitOnCurrentThreadTests : AbortedWaitContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class AbortedWaitOnThreadPoolTests : AbortedWaitContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
