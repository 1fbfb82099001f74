using HostedRuntime.Cluster.Locks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Cluster;

/// <summary>Row "locks" of the contract.</summary>
public abstract class LockContract : ContractTests
{
    [Fact(Timeout = Limit)]
    public async Task Mutex_ManyHolders_OneAtATimeWithRisingFences()
    {
        var name = NewId("lock");
        var inside = 0;
        var fences = new List<long>();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            await using var lease = await Nodes.LocksOf(i).Mutex(name).AcquireAsync();
            Assert.Equal(1, Interlocked.Increment(ref inside));
            fences.Add(lease.Fence);
            await Task.Yield();
            Assert.True(lease.IsHeld);
            Interlocked.Decrement(ref inside);
        }));

        Assert.Equal(12, fences.Distinct().Count());
        Assert.Equal(fences.Order(), fences);
    }

    [Fact(Timeout = Limit)]
    public async Task TryAcquire_WhenHeld_ReturnsNullAndLeavesTheLine()
    {
        var name = NewId("lock");
        var held = await Nodes.LocksOf(0).Mutex(name).AcquireAsync();
        Assert.Null(await Nodes.LocksOf(1).Mutex(name).TryAcquireAsync(TimeSpan.Zero));
        await held.DisposeAsync();

        await using var next = await Nodes.LocksOf(2).Mutex(name).TryAcquireAsync(TimeSpan.Zero);
        Assert.NotNull(next);
        Assert.True(next.Fence > held.Fence);
        Assert.False(held.IsHeld);
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact(Timeout = Limit)]
    public async Task Acquire_WhenTokenFires_GivesUpItsPlace()
    {
        var name = NewId("lock");
        var held = await Nodes.LocksOf(0).Mutex(name).AcquireAsync();
        using var stop = new CancellationTokenSource();
        var given = Nodes.LocksOf(1).Mutex(name).AcquireAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await held.DisposeAsync();

        await using var next = await Nodes.LocksOf(2).Mutex(name).AcquireAsync();
        Assert.True(next.IsHeld);
    }

    [Fact(Timeout = Limit)]
    public async Task Lease_HeldLongerThanItsTime_IsRenewed()
    {
        var name = NewId("lock");
        var timeToLive = Nodes.ServicesOf(0).GetRequiredService<IOptions<ClusterOptions>>().Value.LockTimeToLive;
        await using var held = await Nodes.LocksOf(0).Mutex(name).AcquireAsync();

        Assert.Null(await Nodes.LocksOf(1).Mutex(name).TryAcquireAsync(timeToLive * 1.5));
        Assert.True(held.IsHeld);
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact(Timeout = Limit)]
    public async Task Lease_WhenRenewalIsRefused_FiresLost()
    {
        var name = NewId("lock");
        await using var held = await Nodes.LocksOf(0).Mutex(name).AcquireAsync();
        // Behind the holder's back, as after an expiry that the holder did not notice.
        await Nodes.ServicesOf(1).GetRequiredService<ILockBackend>().ReleaseAsync(new LockKey(LockKind.Mutex, name, 1), held.Fence);
        await using var next = await Nodes.LocksOf(1).Mutex(name).AcquireAsync();
        var lost = new TaskCompletionSource();
        await using var registration = held.Lost.Register(lost.SetResult);
        await lost.Task;

        Assert.False(held.IsHeld);
        Assert.True(next.Fence > held.Fence);
        // The release of a lease that is lost must not release that of the next holder.
        await held.DisposeAsync();
        Assert.Null(await Nodes.LocksOf(2).Mutex(name).TryAcquireAsync(TimeSpan.Zero));
        Assert.True(next.IsHeld);
    }

    [Fact(Timeout = Limit)]
    public async Task ReaderWriterLock_Readers_ShareAndExcludeWriters()
    {
        var name = NewId("lock");
        await using (await Nodes.LocksOf(0).ReaderWriterLock(name).AcquireReadAsync())
        await using (await Nodes.LocksOf(1).ReaderWriterLock(name).AcquireReadAsync())
            Assert.Null(await Nodes.LocksOf(2).ReaderWriterLock(name).TryAcquireWriteAsync(TimeSpan.Zero));

        await using var writer = await Nodes.LocksOf(2).ReaderWriterLock(name).AcquireWriteAsync();
        Assert.Null(await Nodes.LocksOf(0).ReaderWriterLock(name).TryAcquireReadAsync(TimeSpan.Zero));
        Assert.Null(await Nodes.LocksOf(0).ReaderWriterLock(name).TryAcquireWriteAsync(TimeSpan.Zero));
    }

    [Fact(Timeout = Limit)]
    public async Task Semaphore_Permits_AreTheMostHolders()
    {
        var name = NewId("lock");
        var first = await Nodes.LocksOf(0).Semaphore(name, 2).AcquireAsync();
        await using var second = await Nodes.LocksOf(1).Semaphore(name, 2).AcquireAsync();
        Assert.Null(await Nodes.LocksOf(2).Semaphore(name, 2).TryAcquireAsync(TimeSpan.Zero));
        var wrong = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Nodes.LocksOf(2).Semaphore(name, 3).AcquireAsync());
        Assert.Contains("in use with 2 permits, and was asked for with 3", wrong.Message, StringComparison.Ordinal);
        await first.DisposeAsync();

        await using var third = await Nodes.LocksOf(2).Semaphore(name, 2).TryAcquireAsync(TimeSpan.Zero);
        Assert.NotNull(third);
    }

    [Fact(Timeout = Limit)]
    public async Task Locks_OfOtherKindOrName_AreSeparate()
    {
        var name = NewId("lock");
        await using var mutex = await Nodes.LocksOf(0).Mutex(name).AcquireAsync();
        await using var writer = await Nodes.LocksOf(0).ReaderWriterLock(name).AcquireWriteAsync();
        await using var permit = await Nodes.LocksOf(0).Semaphore(name, 1).AcquireAsync();
        await using var other = await Nodes.LocksOf(0).Mutex(name + "2").AcquireAsync();

        Assert.True(mutex.IsHeld && writer.IsHeld && permit.IsHeld && other.IsHeld);
    }
}
