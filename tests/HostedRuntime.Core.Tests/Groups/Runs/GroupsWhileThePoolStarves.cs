using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups;

/// <summary>Groups start, fail and end without a free thread of the ThreadPool.</summary>
public abstract class GroupsWhileThePoolStarves : RuntimeUnderTest
{
    [Fact]
    public void RunScopeAsync_WhenAChildFails_Throws() => Run(async rt =>
    {
        var never = Held();
        var scope = rt.RunScopeAsync(async scope =>
        {
            scope.Spawn(async ct => (await never.LockAsync(ct)).Dispose()).Detach();
            await scope.Spawn(async _ =>
            {
                await CurrentTask.YieldAsync();
                throw new FormatException();
            });
        });
        await Assert.ThrowsAsync<FormatException>(async () => await scope);
        Assert.Equal(0, never.WaiterCount);
    });

    [Fact]
    public void RaceAsync_WhenOneReturns_EndsTheOther() => Run(async rt =>
    {
        var never = Held();
        Assert.Equal(1, await rt.RaceAsync(
        [
            async ct =>
            {
                using (await never.LockAsync(ct))
                    return 0;
            },
            static async _ =>
            {
                await CurrentTask.YieldAsync();
                return 1;
            },
        ]));
        Assert.Equal(0, never.WaiterCount);
    });

    [Fact]
    public void DisposeAsync_OfASet_EndsItsTasks() => Run(async rt =>
    {
        var never = Held();
        await using (var set = new JoinSet<int>(rt, maxConcurrency: 1))
        {
            set.Spawn(static async _ =>
            {
                await CurrentTask.YieldAsync();
                return 1;
            });
            set.Spawn(async ct =>
            {
                using (await never.LockAsync(ct))
                    return 0;
            });
            Assert.Equal(1, (await set.JoinNextAsync())!.Value.Value);
        }

        Assert.Equal(0, never.WaiterCount);
    });

    [Fact]
    public void WaitAsync_WhenTheTrackerIsClosed_Completes() => Run(async rt =>
    {
        var tracker = new TaskTracker(rt);
        tracker.Spawn(static async _ => await CurrentTask.YieldAsync()).Detach();
        tracker.Close();
        await tracker.WaitAsync();
        Assert.Equal(0, tracker.Count);
    });

    protected override void Around(Action body)
    {
        using var pool = new StarvedPool();
        body();
        Assert.True(pool.WasStarved, "The ThreadPool ran work, so the test proves nothing.");
    }

    private static AsyncMutex Held()
    {
        var mutex = new AsyncMutex();
        Assert.True(mutex.TryLock(out _));
        return mutex;
    }
}

[Collection(nameof(Alone))]
public sealed class GroupsWhileThePoolStarvesTests : GroupsWhileThePoolStarves;

[Collection(nameof(Alone))]
public sealed class GroupsOnCurrentThreadWhileThePoolStarvesTests : GroupsWhileThePoolStarves
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}
