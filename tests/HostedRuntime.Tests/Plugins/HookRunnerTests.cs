using HostedRuntime.Configuration;
using HostedRuntime.Plugins;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostedRuntime.Tests.Plugins;

public sealed class HookRunnerTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task RunAsync_WhenFiveHooksIgnoreCancellation_ShareOneGrace()
    {
        await using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, ShutdownTimeout = TimeSpan.Zero });
        var clock = new LeapingClock();
        var hooks = new HookRunner(runtime, new LiveOptions(new RuntimeOptions()), TimeProvider.System, NullLogger.Instance, new Overtime(clock));
        var release = new TaskCompletionSource();
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<OperationCanceledException>(() => hooks.RunAsync($"deaf{i}", _ => release.Task, new CancellationToken(canceled: true)));
        release.SetResult();

        // The first hook gets the two seconds: one after its token fires, and one after its abort. Each further hook gets the minimum of
        // 150 ms, half of it before its abort.
        Assert.Equal(TimeSpan.FromSeconds(2) + (4 * TimeSpan.FromMilliseconds(150)), clock.Elapsed);
    }

    /// <summary>A clock that stands still until a timer is set, and then jumps to the time of that timer.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        private readonly Lock _gate = new();
        private long _ticks;

        public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            lock (_gate)
                return _ticks;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
                _ticks += dueTime.Ticks;
            // Not called inline, because a timer must not fire before its creator has it.
            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return new FiredTimer();
        }
    }

    private sealed class FiredTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
