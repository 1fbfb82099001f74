using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>Bodies that keep their worker busy in ways that the BCL does not report to the runtime.</summary>
public sealed class StalledWorkerTests : RuntimeUnderTest
{
    private static readonly TimeSpan s_threshold = TimeSpan.FromMilliseconds(20);

    public static TheoryData<Stall> Stalls => [Stall.Sleep, Stall.Computation];

    public enum Stall
    {
        Sleep,
        Computation,
    }

    [Theory]
    [MemberData(nameof(Stalls))]
    public void Stall_OfEveryWorker_LetsOtherTasksRun(Stall kind) => OnThread(() =>
    {
        using var rt = Make(workers: 2);
        using var stuck = new StuckBodies(rt, kind, count: 2);
        var ran = rt.BlockOn(async () => await rt.Spawn(async () =>
        {
            await CurrentTask.YieldAsync();
            return await rt.Spawn(() => CurrentTask.WorkerIndex);
        }));
        // Neither of the two workers has come back, so this is the core of a compensating thread, but not always of the first. A
        // compensating thread that loses its processor in the middle of a poll is stalled too, and gets a compensating thread itself.
        Assert.True(ran >= 2, $"{ran}");
        stuck.LetGo();
        Signals.SpinUntil(() => rt.Metrics.CompensatingThreads == 0, "the compensating threads have left");
    });

    [Fact]
    public void Stall_InEachOfManyRounds_ReusesTheCore() => OnThread(() =>
    {
        const int Rounds = 10;
        using var rt = Make(workers: 1);
        for (var round = 0; round < Rounds; round++)
        {
            using var stuck = new StuckBodies(rt, Stall.Sleep, count: 1);
            var tasks = Enumerable.Range(0, 2_000).Select(i => rt.Spawn(async () =>
            {
                await CurrentTask.YieldAsync();
                return i;
            })).ToArray();
            Assert.Equal(tasks.Length, rt.BlockOn(async () =>
            {
                var ended = 0;
                foreach (var task in tasks)
                    ended += await task >= 0 ? 1 : 0;
                return ended;
            }));
            stuck.LetGo();
            Signals.SpinUntil(() => rt.Metrics is { CompensatingThreads: 0, AliveTasks: 0 }, "the compensating thread has left");
        }

        // The core of the first compensating thread served all rounds. A compensating thread that loses its processor in the middle of a
        // poll is stalled too and adds a core. So there may be more cores, but not one for each round.
        Assert.InRange(rt.Metrics.Workers.Count, 2, Rounds);
    });

    [Fact]
    public void Stall_OfCompensatingThreads_LetsOtherTasksRun() => OnThread(() =>
    {
        using var rt = Make(workers: 1);
        using var first = new StuckBodies(rt, Stall.Sleep, count: 1);
        using var second = new StuckBodies(rt, Stall.Sleep, count: 3);
        rt.BlockOn(async () => await rt.Spawn(() => { }));
        first.LetGo();
        rt.BlockOn(async () => await rt.Spawn(() => { }));
        second.LetGo();
        Signals.SpinUntil(() => rt.Metrics.CompensatingThreads == 0, "the compensating threads have left");
    });

    [Theory]
    [InlineData(1, 32)]
    [InlineData(2, 0)]
    public void Stall_WithATaskInTheLifoSlot_LetsItRun(int workers, int maxCompensatingThreads) => OnThread(() =>
    {
        using var rt = Make(workers, maxCompensatingThreads: maxCompensatingThreads);
        var child = rt.BlockOn(async () => await rt.Spawn(() =>
        {
            // Spawned last before the stall, so it is in the LIFO slot: no other worker looks there, and no worker was notified.
            var mine = rt.Spawn(() => CurrentTask.WorkerIndex);
            StuckBodies.StayUntil(Stall.Sleep, () => mine.IsFinished);
            return mine;
        }));
        Assert.True(child.IsFinished);
    });

    [Fact]
    public void Stall_WhenTheBodySpawns_LetsItsChildrenRun() => OnThread(() =>
    {
        using var rt = Make(workers: 1);
        var sum = rt.BlockOn(async () => await rt.Spawn(() =>
        {
            var total = 0;
            for (var i = 0; i < 20; i++)
            {
                var mine = rt.Spawn(() => 1);
                StuckBodies.StayUntil(Stall.Computation, () => mine.IsFinished);
                total += mine.AsTask().Result;
            }

            return total;
        }));
        Assert.Equal(20, sum);
    });

    [Fact]
    public void Stall_ThenBlockingOnAChild_TransfersTheCore() => OnThread(() =>
    {
        using var rt = Make(workers: 1);
        Assert.Equal(1, rt.BlockOn(async () => await rt.Spawn(() =>
        {
            var first = rt.Spawn(() => { });
            StuckBodies.StayUntil(Stall.Sleep, () => first.IsFinished);
            return rt.Spawn(() => 1).AsTask().Result;
        })));
        Signals.SpinUntil(() => rt.Metrics.CompensatingThreads == 0, "the compensating threads have left");
    });

    [Fact]
    public void CompensatingThread_WhenItBlocks_TransfersItsCore() => OnThread(() =>
    {
        using var rt = Make(workers: 1);
        using var stuck = new StuckBodies(rt, Stall.Sleep, count: 1);
        Assert.Equal(1, rt.BlockOn(async () => await rt.Spawn(() => rt.Spawn(() => 1).AsTask().Result)));
        stuck.LetGo();
        Signals.SpinUntil(() => rt.Metrics.CompensatingThreads == 0, "the compensating threads have left");
    });

    [Fact]
    public void ShutdownAsync_WithCompensatingThreads_EndsThem() => OnThread(() =>
    {
        var (started, stopped) = (0, 0);
        var hooks = new RuntimeHooks();
        hooks.ThreadStarted += _ => Interlocked.Increment(ref started);
        hooks.ThreadStopping += _ => Interlocked.Increment(ref stopped);
        var rt = Make(workers: 2, hooks);
        using var stuck = new StuckBodies(rt, Stall.Sleep, count: 2);
        rt.BlockOn(async () => await rt.Spawn(() => { }));
        var report = rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        Assert.Equal(["stuck", "stuck"], report.StillRunning.Select(task => task.Name));
        stuck.LetGo();
        Signals.SpinUntil(() => Volatile.Read(ref started) == Volatile.Read(ref stopped), "all threads have ended");
        Assert.True(started > 2);
    });

    [Theory]
    [InlineData(Stall.Sleep, "Thread.Sleep, or a wait that the runtime was not told of")]
    [InlineData(Stall.Computation, null)]
    public void WorkerStalled_WhenABodyStalls_ReportsTaskAndTime(Stall kind, string? waitsOn) => OnThread(() =>
    {
        var reports = new Reports();
        using var rt = Make(workers: 1, reports.Hooks);
        var line = Line() + 2;
        // On a busy machine the body may still be on its way into the sleep at the first report. The later reports show the sleep.
        rt.BlockOn(async () => await rt.Spawn(
            () => Stay(kind, () => reports.Count >= 3 && reports.All.Any(report => report.Task!.WaitsOn == waitsOn)), new SpawnOptions { Name = "sleeper" }));
        var (task, duration) = reports.All[0];
        Assert.Equal(("sleeper", TaskState.Running, TaskKind.Async, nameof(StalledWorkerTests) + ".cs", line), (task!.Name, task.State, task.Kind, task.File, task.Line));
        Assert.True(duration >= s_threshold, $"{duration}");
        // The hook is called again each time the duration has doubled.
        Assert.True(reports.All[1].Duration >= 2 * s_threshold, $"{reports.All[1].Duration}");
        Assert.True(reports.All[2].Duration >= 4 * s_threshold, $"{reports.All[2].Duration}");
        Assert.True(reports.All[2].Duration > reports.All[1].Duration);

        static void Stay(Stall kind, Func<bool> isOver)
        {
            // One long sleep and not many short ones, because a report shows what the thread does at the moment of the look.
            if (kind == Stall.Sleep)
            {
                while (!isOver())
                    Thread.Sleep(40 * s_threshold);
            }
            else
            {
                StuckBodies.StayUntil(kind, isOver);
            }
        }
    });

    [Fact]
    public void WorkerStalled_InABlockingWait_ReportsTheWait() => OnThread(() =>
    {
        var reports = new Reports();
        using var rt = Make(workers: 1, reports.Hooks);
        using var go = new ManualResetEventSlim();
        var waiting = rt.Spawn(() => go.Wait());
        // At the first report the thread may still spin or have lost its processor on its way into the wait. The later reports show the
        // wait.
        Signals.SpinUntil(
            () => reports.All.Any(static report => report.Task!.WaitsOn?.StartsWith("a blocking wait (Task.Wait, .Result, a lock or a wait handle)", StringComparison.Ordinal) == true),
            "a report of the wait");
        go.Set();
        rt.BlockOn(async () => await waiting);
        Assert.True(reports.All[0].Duration >= s_threshold);
    });

    [Fact]
    public void WorkerStalled_OnACurrentThreadRuntime_OnlyReports() => OnThread(() =>
    {
        var reports = new Reports();
        using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread, StallThreshold = s_threshold }, hooks: reports.Hooks);
        // Two rounds with a sleep of the runtime between them, because the watchdog has to wake with the runtime.
        for (var round = 1; round <= 2; round++)
        {
            // The report is found by its name, because on a busy machine an earlier short poll may be reported late.
            var name = $"stuck {round}";
            var stuck = rt.Spawn(
                () => StuckBodies.StayUntil(Stall.Computation, () => reports.All.Any(report => report.Task!.Name == name)), new SpawnOptions { Name = name });
            var next = rt.Spawn(() => stuck.IsFinished);
            Signals.SpinUntil(() => next.IsFinished, "the stall is over");
            Assert.True(next.JoinAsync().Result.Value);
            Signals.SpinUntil(() => rt.Metrics.Workers[0].Parks >= round, "the thread sleeps");
        }

        Assert.Equal(0, rt.Metrics.CompensatingThreads);
    });

    [Fact]
    public void WorkerStalled_InfiniteThreshold_IsNotCalled() => OnThread(() =>
    {
        var reports = new Reports();
        using var rt = Make(workers: 1, reports.Hooks, threshold: Timeout.InfiniteTimeSpan);
        using var stuck = new StuckBodies(rt, Stall.Sleep, count: 1);
        AwaitReportsElsewhere(4);
        stuck.LetGo();
        Assert.Empty(reports.All);
    });

    [Fact]
    public void WorkerStalled_WhenTheHookHangs_OtherTasksRun() => OnThread(() =>
    {
        using var go = new ManualResetEventSlim();
        var hanging = new RuntimeHooks();
        var called = Signals.Create();
        hanging.WorkerStalled += (_, _) =>
        {
            called.TrySetResult();
            go.Wait();
        };
        using var rt = Make(workers: 1, hanging);
        using var stuck = new StuckBodies(rt, Stall.Sleep, count: 1);
        called.Task.Wait();
        AwaitReportsElsewhere(2);
        rt.BlockOn(async () => await rt.Spawn(() => { }));
        go.Set();
    });

    /// <summary>Waits until another runtime with the same threshold has reported so often. This replaces a measured time.</summary>
    private static void AwaitReportsElsewhere(int count)
    {
        var reports = new Reports();
        using var other = Make(workers: 1, reports.Hooks);
        using var stuck = new StuckBodies(other, Stall.Sleep, count: 1);
        Signals.SpinUntil(() => reports.Count >= count, "the stall of another runtime is reported");
    }

    private static IRuntime Make(int workers, RuntimeHooks? hooks = null, TimeSpan? threshold = null, int maxCompensatingThreads = 32) => AsyncRuntime.Create(
        new RuntimeOptions { WorkerThreads = workers, StallThreshold = threshold ?? s_threshold, MaxCompensatingThreads = maxCompensatingThreads }, hooks: hooks);

    private static int Line([CallerLineNumber] int line = 0) => line;

    /// <summary>Tasks that are stuck in their first poll until <see cref="LetGo"/> is called.</summary>
    private sealed class StuckBodies : IDisposable
    {
        private readonly JoinHandle[] _tasks;
        private volatile bool _go;

        public StuckBodies(IRuntime runtime, Stall kind, int count)
        {
            var running = 0;
            _tasks = [.. Enumerable.Range(0, count).Select(_ => runtime.Spawn(
                () =>
                {
                    Interlocked.Increment(ref running);
                    StayUntil(kind, () => _go);
                },
                new SpawnOptions { Name = "stuck" }))];
            Signals.SpinUntil(() => Volatile.Read(ref running) == count, "the bodies are stuck");
        }

        public static void StayUntil(Stall kind, Func<bool> isOver)
        {
            while (!isOver())
            {
                if (kind == Stall.Sleep)
                    Thread.Sleep(1);
                else
                    Thread.SpinWait(1_000);
            }
        }

        public void LetGo()
        {
            _go = true;
            Signals.SpinUntil(() => _tasks.All(task => task.IsFinished), "the bodies have ended");
        }

        public void Dispose() => LetGo();
    }

    private sealed class Reports
    {
        private readonly ConcurrentQueue<(TaskInfo? Task, TimeSpan Duration)> _all = new();

        public Reports() => Hooks.WorkerStalled += (task, duration) => _all.Enqueue((task, duration));

        public RuntimeHooks Hooks { get; } = new();

        public int Count => _all.Count;

        public (TaskInfo? Task, TimeSpan Duration)[] All => [.. _all];
    }
}
