using HostedRuntime.Cluster.Locks;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Cluster.Locks;

/// <summary>Expiry of leases, places in line, and stores that fail, on a clock that the test moves.</summary>
public sealed class LockHostTests
{
    private static readonly TimeSpan s_timeToLive = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _clock = new();

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Acquire_WhenHolderDoesNotRenew_GetsTheNextFence()
    {
        var host = new LockHost(LockSheet.Empty, _clock, null);
        var first = await host.AcquireAsync(Request(), 1, TimeSpan.Zero);
        var second = host.AcquireAsync(Request(), 1, TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(second.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True((await second)!.Fence > first!.Fence);
        Assert.False(await host.RenewAsync(first.Fence));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Renew_BeforeExpiry_GivesAWholeTimeToLive()
    {
        var host = new LockHost(LockSheet.Empty, _clock, null);
        var first = await host.AcquireAsync(Request(), 1, TimeSpan.Zero);
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.True(await host.RenewAsync(first!.Fence));
        _clock.Advance(TimeSpan.FromSeconds(29));

        Assert.True(host.IsHeld);
        Assert.Null(await host.AcquireAsync(Request(), 1, TimeSpan.Zero));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Acquire_AgainWithSameRequest_KeepsPlaceAndGrant()
    {
        var host = new LockHost(LockSheet.Empty, _clock, null);
        var held = await host.AcquireAsync(Request(), 1, TimeSpan.Zero);
        var (early, late) = (Request(), Request());
        Assert.Null(await host.AcquireAsync(early, 1, TimeSpan.Zero));
        Assert.Null(await host.AcquireAsync(late, 1, TimeSpan.Zero));
        await host.ReleaseAsync(held!.Fence);

        // The release has granted the lock to the first place, whose call was away.
        Assert.Null(await host.AcquireAsync(late, 1, TimeSpan.Zero));
        var grant = await host.AcquireAsync(early, 1, TimeSpan.Zero);
        Assert.Equal(held.Fence + 1, grant!.Fence);
        Assert.Equal(grant, await host.AcquireAsync(early, 1, TimeSpan.Zero));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Acquire_WhenPlaceIsAbandoned_ServesTheNext()
    {
        var host = new LockHost(LockSheet.Empty, _clock, null);
        var held = await host.AcquireAsync(Request(), 1, TimeSpan.Zero);
        Assert.Null(await host.AcquireAsync(Request(), 1, TimeSpan.Zero));
        var next = host.AcquireAsync(Request(), 1, TimeSpan.FromMinutes(1));
        _clock.Advance(LockState.PlaceKept);
        await host.ReleaseAsync(held!.Fence);

        Assert.Equal(held.Fence + 1, (await next)!.Fence);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Cancel_WhenGrantedMeanwhile_ReleasesTheGrant()
    {
        var host = new LockHost(LockSheet.Empty, _clock, null);
        var request = Request();
        await host.AcquireAsync(request, 1, TimeSpan.Zero);
        await host.CancelAsync(request.Id);

        Assert.False(host.IsHeld);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Acquire_WhenStoreFails_GrantsNothingAndSkipsTheFence()
    {
        var isDown = true;
        LockSheet? stored = null;
        var host = new LockHost(LockSheet.Empty, _clock, sheet =>
        {
            if (isDown)
                throw new IOException("down");
            stored = sheet;
            return Task.CompletedTask;
        });
        await Assert.ThrowsAsync<IOException>(() => host.AcquireAsync(Request(), 1, TimeSpan.Zero));
        Assert.False(host.IsHeld);
        isDown = false;

        var grant = await host.AcquireAsync(Request(), 1, TimeSpan.FromSeconds(1));
        Assert.Equal((2, 2), (grant!.Fence, stored!.Fence));
        isDown = true;
        await Assert.ThrowsAsync<IOException>(() => host.RenewAsync(grant.Fence));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Restored_Lock_KeepsHoldersForATimeToLive()
    {
        LockSheet? stored = null;
        var host = new LockHost(LockSheet.Empty, _clock, sheet =>
        {
            stored = sheet;
            return Task.CompletedTask;
        });
        var grant = await host.AcquireAsync(Request(), 1, TimeSpan.FromSeconds(1));
        var restored = new LockHost(stored!, _clock, static _ => Task.CompletedTask);
        Assert.True(await restored.RenewAsync(grant!.Fence));
        var next = restored.AcquireAsync(Request(), 1, TimeSpan.FromMinutes(1));
        _clock.Advance(s_timeToLive);

        Assert.Equal(grant.Fence + 1, (await next)!.Fence);
    }

    private static LockRequest Request() => new(Guid.NewGuid(), 1, s_timeToLive, "n");
}
