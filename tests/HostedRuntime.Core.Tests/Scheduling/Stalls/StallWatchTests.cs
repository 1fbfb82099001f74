using System.Collections.Concurrent;
using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>
/// Real workers that are not stalled. The test looks in place of the watchdog. On a busy machine a thread may lose its processor in the
/// middle of a short poll for longer than the threshold. By the clock that poll is a stall.
/// </summary>
public sealed class StallWatchTests
{
    [Fact]
    public void Look_ManyShortPolls_ReportsNoStall()
    {
        using var rt = Make(workers: 1);
        using var looks = new Looks(rt);
        using var go = new CancellationTokenSource();
        var yielding = rt.Spawn(async () =>
        {
            while (!go.IsCancellationRequested)
                await CurrentTask.YieldAsync();
        });
        for (var i = 0; i < 20; i++)
        {
            looks.Look();
            // Ensures that another poll has begun before the next look, even on a busy machine.
            var polls = rt.Metrics.Workers[0].Polls;
            Signals.SpinUntil(() => rt.Metrics.Workers[0].Polls > polls + 1, "the task yields");
        }

        go.Cancel();
        rt.BlockOn(async () => await yielding);
        looks.AssertNothingBeforeTheNextStall();
    }

    [Fact]
    public void Look_WhenNothingRuns_ReportsNoStall()
    {
        using var rt = Make(workers: 2);
        using var looks = new Looks(rt);
        var waiting = rt.Spawn(static ct => Task.Delay(Timeout.Infinite, ct));
        Signals.UntilWaiting(rt, 1);
        Signals.SpinUntil(() => !looks.IsAwake, "all workers sleep");
        for (var i = 0; i < 4; i++)
            looks.Look();
        waiting.Abort();
        Signals.SpinUntil(() => waiting.IsFinished, "the task ends");
        looks.AssertNothingBeforeTheNextStall();
    }

    [Fact]
    public void Look_DuringBlockInPlace_ReportsNoStall()
    {
        using var rt = Make(workers: 1);
        using var looks = new Looks(rt);
        using var inPlace = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var blocking = rt.Spawn(() => AsyncRuntime.BlockInPlace(() =>
        {
            inPlace.Set();
            go.Wait();
        }));
        inPlace.Wait();
        for (var i = 0; i < 4; i++)
            looks.Look();
        go.Set();
        rt.BlockOn(async () => await blocking);
        looks.AssertNothingBeforeTheNextStall();
    }

    private static IRuntime Make(int workers)
        => AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = workers, StallThreshold = Timeout.InfiniteTimeSpan });

    /// <summary>
    /// Looks at the workers of a runtime without a watchdog. Each look counts as a whole threshold after the look before.
    /// </summary>
    private sealed class Looks : IDisposable
    {
        private static readonly TimeSpan s_threshold = TimeSpan.FromSeconds(1);

        private readonly ConcurrentQueue<TaskInfo?> _reports = new();
        private readonly IRuntime _runtime;
        private readonly StallWatch _watch;
        private volatile bool _isOver;

        public Looks(IRuntime runtime)
        {
            _runtime = runtime;
            var hooks = new RuntimeHooks { WorkerStalled = (task, _) => _reports.Enqueue(task) };
            var threads = new ThreadSettings("looks", 0, ThreadPriority.Normal, hooks) { Enter = static () => { } };
            _watch = new StallWatch(new StalledWorkers((Scheduler)((RuntimeEngine)runtime).Scheduler), s_threshold, threads);
        }

        public bool IsAwake => _watch.IsAwake;

        public void Look() => _watch.Look(s_threshold);

        /// <summary>
        /// Causes a real stall and asserts that it is reported first. Reports come in order, so a false report would come before it.
        /// </summary>
        public void AssertNothingBeforeTheNextStall()
        {
            using var runs = new ManualResetEventSlim();
            var stuck = _runtime.Spawn(
                () =>
                {
                    runs.Set();
                    while (!_isOver)
                        Thread.SpinWait(1_000);
                },
                new SpawnOptions { Name = "stuck" });
            runs.Wait();
            Look();
            Look();
            Signals.SpinUntil(() => !_reports.IsEmpty, "the stall is reported");
            Assert.Equal("stuck", Assert.Single(_reports)?.Name);
            _isOver = true;
            Signals.SpinUntil(() => stuck.IsFinished, "the body ends");
        }

        public void Dispose() => _isOver = true;
    }
}
