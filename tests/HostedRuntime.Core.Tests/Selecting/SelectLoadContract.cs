using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.StressTests.Soak;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Selecting;

/// <summary>Several tasks that select at the same time neither lose an item nor block each other.</summary>
[Collection(nameof(Alone))]
public abstract class SelectLoadContract : RuntimeUnderTest
{
    [Fact]
    public void Soak_OfFourChannelsWithCancels_LosesAndDuplicatesNoItem() => Run(async rt =>
    {
        var soak = new SelectSoak(items: 100_000, seed: 1);
        await soak.RunAsync(rt);
        Assert.True(soak.IsRight, soak.ToString());
    });

    /// <summary>Both tasks send to and read from the other at the same time, through one place each.</summary>
    [Fact]
    public void Reserve_OverEachOthersChannels_DoesNotDeadlock() => Run(async rt =>
    {
        const int Each = 20_000;
        var (there, back) = (MpscChannel.CreateBounded<int>(1), MpscChannel.CreateBounded<int>(1));
        var sides = new[] { rt.Spawn(() => SideAsync(there.Sender, back.Receiver)), rt.Spawn(() => SideAsync(back.Sender, there.Receiver)) };
        foreach (var side in sides)
            await side;

        static async Task SideAsync(Sender<int> sender, Receiver<int> receiver)
        {
            var (reserve, read) = (Select.Reserve(sender), Select.Read(receiver));
            var selection = Select.Of(reserve, read);
            var (sent, got) = (0, 0);
            while (sent < Each || got < Each)
            {
                (reserve.IsEnabled, read.IsEnabled) = (sent < Each, got < Each);
                var won = await selection.WaitAsync();
                Assert.NotNull(won);
                if (won == reserve)
                {
                    using var permit = reserve.Value;
                    permit.Send(sent++);
                }
                else
                {
                    Assert.Equal(got++, read.Value);
                }
            }
        }
    });

    [Fact]
    public void Lock_BySeveralSelects_IsHeldByOneAtATime() => Run(async rt =>
    {
        const int Tasks = 4, Each = 3_000;
        var (mutex, notify, inside, locks) = (new AsyncMutex(), new AsyncNotify(), 0, 0);
        var tasks = Enumerable.Range(0, Tasks).Select(_ => rt.Spawn(async () =>
        {
            var (locked, notified) = (Select.Lock(mutex), Select.Notified(notify));
            var selection = Select.Of(locked, notified);
            for (var i = 0; i < Each; i++)
            {
                if (await selection.WaitAsync() != locked)
                    continue;
                using var guard = locked.Value;
                Assert.Equal(1, ++inside);
                locks++;
                if (i % 16 == 0)
                    await CurrentTask.YieldAsync();
                inside--;
                if (i % 8 == 0)
                    notify.NotifyOne();
            }
        })).ToArray();
        foreach (var task in tasks)
            await task;
        Assert.Equal((false, 0, 0), (mutex.IsLocked, mutex.WaiterCount, notify.WaiterCount));
        Assert.InRange(locks, Tasks, Tasks * Each);
    });

    [Fact]
    public void Abort_OfSelectingReaders_LosesNoItem() => Run(async rt =>
    {
        const int Items = 6_000;
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var read = 0;
        for (var sent = 0; sent < Items;)
        {
            var task = rt.Spawn(async () =>
            {
                var next = Select.Read(receiver);
                var selection = Select.Of(next, Select.Notified(new AsyncNotify()));
                while (true)
                {
                    Assert.Same(next, await selection.WaitAsync());
                    Assert.Equal(read++, next.Value);
                }
            });
            for (var i = 0; i < 6; i++)
            {
                Assert.True(sender.TryWrite(sent++));
                if (i % 3 == 0)
                    await CurrentTask.YieldAsync();
            }

            task.Abort();
            Assert.Equal(JoinStatus.Canceled, (await task.JoinAsync()).Status);
        }

        for (; receiver.TryRead(out var item); read++)
            Assert.Equal(read, item);
        Assert.Equal(Items, read);
    });
}

public sealed class SelectLoadOnTwoWorkersTests : SelectLoadContract;

public sealed class SelectLoadOnFourWorkersTests : SelectLoadContract
{
    protected override int Workers => 4;
}

public sealed class SelectLoadOnCurrentThreadTests : SelectLoadContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class SelectLoadOnThreadPoolTests : SelectLoadContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
