using HostedRuntime.Cluster.Locks;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostedRuntime.Tests.Cluster.Locks;

/// <summary>Waits for a lock while no node answers, on a clock that goes on with each wait.</summary>
public sealed class LockCallsTests
{
    private readonly HastyClock _clock = new();
    private readonly ClusterOptions _options = new();

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public async Task TryAcquire_WhenNobodyAnswers_ThrowsStoreTimeoutAfterItsLimit(int limit)
    {
        var wait = TimeSpan.FromSeconds(limit);
        await Assert.ThrowsAsync<ClusterUnavailableException>(() => Make().TryAcquireAsync(1, wait, CancellationToken.None));

        // The last call may have begun just before.
        Assert.InRange(_clock.Elapsed, wait + _options.StoreTimeout, wait + _options.StoreTimeout + TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task Acquire_WhenNobodyAnswers_ThrowsAfterUnavailableTimeout()
    {
        await Assert.ThrowsAsync<ClusterUnavailableException>(() => Make().AcquireAsync(1, CancellationToken.None));

        Assert.InRange(_clock.Elapsed, _options.UnavailableTimeout, _options.UnavailableTimeout + TimeSpan.FromSeconds(6));
    }

    private LockCalls Make() => new(new LockKey(LockKind.Mutex, "m", 1), new SilentBackend(_clock), new LeaseTable(), _options, _clock, NullLogger.Instance);

    /// <summary>Fails each call after five seconds.</summary>
    private sealed class SilentBackend(HastyClock clock) : ILockBackend
    {
        public string Node => "n";

        public Task<LockGrant?> AcquireAsync(LockKey key, LockRequest request, TimeSpan wait, CancellationToken ct)
        {
            clock.Elapsed += TimeSpan.FromSeconds(5);
            throw new ClusterUnavailableException();
        }

        public Task<bool> RenewAsync(LockKey key, long fence) => throw new NotSupportedException();

        public Task ReleaseAsync(LockKey key, long fence) => throw new NotSupportedException();

        public Task CancelAsync(LockKey key, Guid request) => Task.CompletedTask;
    }

    /// <summary>A clock that jumps to the end of each wait.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Elapsed += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
