using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tests.Selecting;

/// <summary>The promises that a select keeps on a task: its abort, its budget and its diagnostics.</summary>
public abstract class SelectOnATaskContract : RuntimeUnderTest
{
    public static TheoryData<string> Kinds => SelectKind.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Abort_DuringTheWait_TakesNothing(string name) => Run(async rt =>
    {
        var kind = SelectKind.Of(name);
        var selection = Select.Of(kind.Case, Select.Notified(new AsyncNotify()));
        var task = rt.Spawn(async () => await selection.WaitAsync());
        Signals.UntilWaiting(rt, 1);
        task.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await task);
        if (kind.CountWaiters is { } count)
            Assert.Equal(0, count());
        kind.Fire();
        if (kind.NextAsync is { } nextAsync)
            await nextAsync();
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Abort_RacingWithTheEvent_LosesNothing(string name) => Run(async rt =>
    {
        for (var i = 0; i < 30; i++)
        {
            var kind = SelectKind.Of(name);
            var selection = Select.Of(kind.Case, Select.Notified(new AsyncNotify()));
            var task = rt.Spawn(async () =>
            {
                await selection.WaitAsync();
                kind.CheckValue();
            });
            Signals.UntilWaiting(rt, 1);
            Race.Between(kind.Fire, task.Abort);
            var status = (await task.JoinAsync()).Status;
            Assert.NotEqual(JoinStatus.Faulted, status);
            if (status == JoinStatus.Canceled && kind.NextAsync is { } nextAsync)
                await nextAsync();
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WaitsOn_DuringTheWait_NamesItsCases(string name) => Run(async rt =>
    {
        var kind = SelectKind.Of(name);
        var off = Select.Lock(new AsyncMutex());
        off.IsEnabled = false;
        var selection = Select.Of(kind.Case, Select.Notified(new AsyncNotify()), off);
        var task = rt.Spawn(async () => await selection.WaitAsync());
        Signals.UntilWaiting(rt, 1);
        Assert.Equal($"select of 3: {kind.Text}, AsyncNotify", rt.CaptureTasks().Single(info => info.Id == task.Id).WaitsOn);
        kind.Fire();
        Assert.Same(kind.Case, await task);
    });

    [Fact]
    public void Abort_BeforeTheCall_TakesNothing() => Run(async rt =>
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var selection = Select.Of(Select.Read(receiver));
        var aborted = Signals.Create();
        var task = rt.Spawn(async () =>
        {
            await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await selection.WaitAsync();
        });
        Signals.UntilWaiting(rt, 1);
        task.Abort();
        aborted.SetResult();
        Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        Assert.True(sender.TryWrite(7));
        Assert.Equal(7, await receiver.ReadAsync());
    });

    [Fact]
    public void WaitAsync_WhenAlwaysReady_LetsOtherTasksRun() => Run(
        async rt => await rt.Spawn(async () =>
        {
            var notify = new AsyncNotify();
            var selection = Select.Of(Select.Notified(notify), Select.Notified(new AsyncNotify()));
            var other = rt.Spawn(static () => { });
            var done = 0;
            for (; !other.IsFinished; done++)
            {
                // A ThreadPool thread may have taken the other task and lost its processor. Then only the hang guard ends this loop.
                Assert.True(done < 10_000 || Flavor == RuntimeFlavor.ThreadPool, "The other task never ran.");
                notify.NotifyOne();
                await selection.WaitAsync();
            }

            if (Flavor != RuntimeFlavor.ThreadPool)
                Assert.InRange(done, 1, Budget.OfPoll + 1);
        }),
        static options =>
        {
            if (options.Flavor == RuntimeFlavor.MultiThread)
                OneWorkerAlone(options);
        });

    /// <summary>A wait spends one unit of the budget, however many cases it has.</summary>
    [Fact]
    public void WaitAsync_OfManyCases_SpendsTheBudgetOnce() => Run(async rt => await rt.Spawn(async () =>
    {
        var notify = new AsyncNotify();
        var selection = Select.Of([.. Enumerable.Range(0, 32).Select(_ => Select.Notified(notify))]);
        await CurrentTask.YieldAsync();
        var done = 0;
        for (; Budget.IsLeft && done < 1_000; done++)
        {
            notify.NotifyOne();
            var wait = selection.WaitAsync();
            Assert.True(wait.IsCompleted);
            await wait;
        }

        Assert.InRange(done, Budget.OfPoll - 1, Budget.OfPoll);
    }));

    [Fact]
    public void Abort_WithALineBehind_ServesTheNextTask() => Run(async rt =>
    {
        var mutex = new AsyncMutex();
        Assert.True(mutex.TryLock(out var held));
        var selecting = rt.Spawn(async () => await Select.Of(Select.Lock(mutex), Select.Notified(new AsyncNotify())).WaitAsync());
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the select waits");
        var behind = rt.Spawn(async () => (await mutex.LockAsync()).Dispose());
        Signals.SpinUntil(() => mutex.WaiterCount == 2, "the lock waits");
        Signals.UntilWaiting(rt, 2);
        selecting.Abort();
        await selecting.JoinAsync();
        Assert.Equal(1, mutex.WaiterCount);
        held.Dispose();
        await behind;
        Assert.False(mutex.IsLocked);
    });
}

public sealed class SelectOnATaskOfTwoWorkersTests : SelectOnATaskContract;

public sealed class SelectOnATaskOfCurrentThreadTests : SelectOnATaskContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class SelectOnATaskOfThreadPoolTests : SelectOnATaskContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
