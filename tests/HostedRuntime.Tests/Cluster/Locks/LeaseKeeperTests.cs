using HostedRuntime.Cluster.Locks;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Cluster.Locks;

/// <summary>When a lease is renewed and given up, on a clock that the test moves.</summary>
public sealed class LeaseKeeperTests : IDisposable
{
    private static readonly TimeSpan s_timeToLive = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _clock = new();
    private readonly Backend _backend = new();
    private readonly LeaseTable _table = new();
    private readonly LogRecorder _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Renewal_AtAThirdOfTimeToLive_KeepsTheLease()
    {
        await using var lease = Make();
        for (var i = 1; i <= 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(i, _backend.Renewals);
        }

        Assert.True(lease.IsHeld);
        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Lost_WhenNoRenewalSucceeds_FiresBeforeExpiryByASixth()
    {
        await using var lease = Make();
        _backend.Answer = static () => throw new ClusterUnavailableException();
        // In steps, because this clock fires timers with the time of the end of a step.
        for (var i = 0; i < 24; i++)
            _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.True(lease.IsHeld);
        Assert.True(_backend.Renewals > 2);
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.True(lease.Lost.IsCancellationRequested);
        Assert.False(lease.IsHeld);
        Assert.Equal(0, _table.Count);
        Assert.Contains("Mutex 'm' with fence 7 is lost: it could not be renewed in time", _logs.All.Single(static entry => entry.Id == 55).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_WhenRenewalHangs_FiresInTime()
    {
        await using var lease = Make();
        var hangs = new TaskCompletionSource<bool>();
        _backend.Answer = () => hangs.Task;
        _clock.Advance(TimeSpan.FromSeconds(25));
        Assert.True(lease.Lost.IsCancellationRequested);
        // An answer that comes too late revives nothing.
        hangs.SetResult(true);

        Assert.False(lease.IsHeld);
    }

    [Fact]
    public async Task IsHeld_AfterASuspension_IsFalseBeforeAnyTimerRan()
    {
        var clock = new StoppedTimers();
        await using var lease = new LeaseKeeper(new LockKey(LockKind.Mutex, "m", 1), 7, clock.GetTimestamp(), s_timeToLive, _backend, _table, clock, _logs.CreateLogger("HostedRuntime"));
        Assert.True(lease.IsHeld);
        clock.Now += TimeSpan.FromSeconds(25);
        Assert.False(lease.IsHeld);

        // The renewal runs first after the process goes on. It must not renew what has ended here.
        clock.FireFirst();
        Assert.Equal(0, _backend.Renewals);
        clock.FireAll();
        Assert.True(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Lost_WhenRenewalIsRefused_FiresAtOnce()
    {
        await using var lease = Make();
        _backend.Answer = static () => Task.FromResult(false);
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.True(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Dispose_HeldLease_ReleasesOnceAndFiresNothing()
    {
        var lease = Make();
        await lease.DisposeAsync();
        await lease.DisposeAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([7], _backend.Released);
        Assert.False(lease.Lost.IsCancellationRequested);
        Assert.Equal(0, _backend.Renewals);
        Assert.Equal(0, _table.Count);
    }

    private LeaseKeeper Make()
        => new(new LockKey(LockKind.Mutex, "m", 1), 7, _clock.GetTimestamp(), s_timeToLive, _backend, _table, _clock, _logs.CreateLogger("HostedRuntime"));

    private sealed class Backend : ILockBackend
    {
        public Func<Task<bool>> Answer { get; set; } = static () => Task.FromResult(true);

        public int Renewals { get; private set; }

        public List<long> Released { get; } = [];

        public string Node => "n";

        public Task<LockGrant?> AcquireAsync(LockKey key, LockRequest request, TimeSpan wait, CancellationToken ct) => throw new NotSupportedException();

        public Task<bool> RenewAsync(LockKey key, long fence)
        {
            Renewals++;
            return Answer();
        }

        public Task ReleaseAsync(LockKey key, long fence)
        {
            Released.Add(fence);
            return Task.CompletedTask;
        }

        public Task CancelAsync(LockKey key, Guid request) => throw new NotSupportedException();
    }

    /// <summary>A clock that goes on while its timers do not, as in a process that is suspended.</summary>
    private sealed class StoppedTimers : TimeProvider
    {
        private readonly List<(TimerCallback Callback, object? State)> _timers = [];

        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add((callback, state));
            return new ManualClock().CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void FireFirst() => _timers[0].Callback(_timers[0].State);

        public void FireAll() => _timers.ForEach(static timer => timer.Callback(timer.State));
    }
}
