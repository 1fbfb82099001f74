using System.Globalization;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>A body may interrupt or change its thread. The thread survives that, and the next body finds the thread as it was.</summary>
public sealed class LeftoversTests
{
    /// <summary>Equals the invariant culture but is another object, because the machine may have no other culture.</summary>
    private static readonly CultureInfo s_culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();

    public enum Place
    {
        Worker,
        OnlyThread,
        Pool,
        BlockingThread,
        CompensatedWorker,
        BlockInPlace,
    }

    public static TheoryData<Place> Places => [.. Enum.GetValues<Place>()];

    // Not on the ThreadPool, because its threads belong to the test framework too.
    [Theory]
    [InlineData(Place.Worker)]
    [InlineData(Place.OnlyThread)]
    [InlineData(Place.BlockingThread)]
    [InlineData(Place.CompensatedWorker)]
    [InlineData(Place.BlockInPlace)]
    public async Task Interrupt_LeftByABody_DoesNotEndTheThread(Place place)
    {
        await using var rt = Make(place);
        for (var round = 0; round < 20; round++)
        {
            await Run(rt, place, static () => Thread.CurrentThread.Interrupt());
            // The thread finds no work now and sleeps, while the interrupt is still pending.
            Signals.SpinUntil(() => IsIdle(rt), "the threads sleep");
            Assert.Equal(round, await rt.Spawn(() => round));
            Assert.Equal(round, await rt.SpawnBlocking(() => round));
        }
    }

    // A pending interrupt breaks into any wait for a lock, even for a lock of the engine in the middle of an operation.
    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    public async Task Interrupt_WhileEngineLocksAreContended_LosesNoTask(RuntimeFlavor flavor)
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = flavor, MaxBlockingThreads = 4 });
        var spawned = 0;
        var ended = 0;
        var roots = Enumerable.Range(0, 2_000).Select(_ => rt.Spawn(() =>
        {
            Thread.CurrentThread.Interrupt();
            Interlocked.Add(ref spawned, 2);
            rt.Spawn(() => Interlocked.Increment(ref ended)).Detach();
            rt.SpawnBlocking(() => Interlocked.Increment(ref ended)).Detach();
        })).ToArray();
        foreach (var root in roots)
            await root;
        Signals.SpinUntil(() => Volatile.Read(ref ended) == Volatile.Read(ref spawned), "all have run");
        Assert.Equal(4_000, ended);
    }

    // The BCL's queue takes a lock when it grows. It grows here because the tasks wait in it until the runtime starts.
    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.ThreadPool)]
    public void Spawn_WhenInterruptIsPending_LosesNoTask(RuntimeFlavor flavor)
    {
        const int Threads = 4, TasksOfThread = 50_000;
        using var rt = AsyncRuntime.CreateUnstarted(new RuntimeOptions { Flavor = flavor });
        var runs = 0;
        Parallel(Threads, () =>
        {
            for (var i = 0; i < TasksOfThread; i++)
            {
                Thread.CurrentThread.Interrupt();
                rt.Spawn(() => Interlocked.Increment(ref runs)).Detach();
            }
        });
        rt.Start();
        Signals.SpinUntil(() => Volatile.Read(ref runs) == Threads * TasksOfThread, "all have run");
    }

    // The map calls the comparer of its keys under the lock of the group.
    [Fact]
    public void JoinMap_WhenEndingTaskIsInterrupted_ReportsTheEnd() => OnOwnThread(() =>
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        using var comparer = new BlockingComparer();
        using var isHeld = new ManualResetEventSlim();
        var map = new JoinMap<string, int>(rt, comparer);
        Thread? worker = null;
        map.Spawn("key", _ =>
        {
            isHeld.Wait(CancellationToken.None);
            Thread.CurrentThread.Interrupt();
            Volatile.Write(ref worker, Thread.CurrentThread);
            return Task.FromResult(7);
        });
        var holder = comparer.HoldLockOf(map);
        isHeld.Set();
        Signals.SpinUntil(() => Volatile.Read(ref worker) is { } thread && IsBlocked(thread), "the end of the task waits for the lock");
        comparer.Free();
        holder.Join();
        Assert.Equal(7, map.JoinNextAsync().AsTask().Result!.Value.Value.Value);
    });

    [Fact]
    public void JoinMap_WhenCallerIsInterrupted_KeepsItPending() => OnOwnThread(() =>
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        using var comparer = new BlockingComparer();
        var map = new JoinMap<string, int>(rt, comparer);
        map.Spawn("key", static _ => new TaskCompletionSource<int>().Task);
        var holder = comparer.HoldLockOf(map);
        var count = 0;
        var isInterrupted = false;
        var caller = new Thread(() =>
        {
            Thread.CurrentThread.Interrupt();
            try
            {
                count = map.Count;
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        });
        caller.Start();
        Signals.SpinUntil(() => IsBlocked(caller), "the caller waits for the lock");
        comparer.Free();
        holder.Join();
        caller.Join();
        Assert.Equal((1, true), (count, isInterrupted));
        map.AbortAll();
    });

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Properties_ChangedByABody_AreRestored(Place place)
    {
        await using var rt = Make(place);
        var before = await Look(rt, place);
        await Run(rt, place, static () =>
        {
            var thread = Thread.CurrentThread;
            thread.Name = "renamed";
            thread.Priority = ThreadPriority.BelowNormal;
            thread.IsBackground = false;
            CultureInfo.CurrentCulture = s_culture;
            thread.CurrentUICulture = s_culture;
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        });
        Signals.SpinUntil(() => IsIdle(rt), "the threads sleep");
        Assert.Equal(before with { Name = "" }, await Look(rt, place) with { Name = "" });
        // The name is compared only where one thread runs all bodies. Elsewhere the next body may run on another thread.
        if (place is Place.OnlyThread or Place.BlockingThread)
            Assert.Equal(before.Name, (await Look(rt, place)).Name);
    }

    // A thread that always has something to poll never parks, so its properties must also be restored between polls.
    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    public async Task IsBackground_WhenThreadNeverParks_IsRestored(RuntimeFlavor flavor)
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = flavor, WorkerThreads = 1 });
        Assert.True(await rt.Spawn(async () =>
        {
            Thread.CurrentThread.IsBackground = false;
            for (var turn = 0; turn < 1_000_000 && !Thread.CurrentThread.IsBackground; turn++)
                await CurrentTask.YieldAsync();
            return Thread.CurrentThread.IsBackground;
        }));
    }

    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    [InlineData(RuntimeFlavor.ThreadPool)]
    public void BlockOn_WhenBodyInterruptsCaller_KeepsItPending(RuntimeFlavor flavor) => OnOwnThread(() =>
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = flavor });
        var caller = Thread.CurrentThread;
        Assert.Equal(1, rt.BlockOn(async () =>
        {
            caller.Interrupt();
            // Suspends, so that the caller has to sleep.
            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(20));
            return 1;
        }));
        Assert.Throws<ThreadInterruptedException>(static () => Thread.Sleep(Timeout.Infinite));
    });

    [Fact]
    public void BlockOn_WhenBodyChangesThread_RestoresProperties() => OnOwnThread(() =>
    {
        using var rt = AsyncRuntime.Create();
        var thread = Thread.CurrentThread;
        thread.IsBackground = false;
        (thread.Name, thread.Priority) = ("caller", ThreadPriority.BelowNormal);
        CultureInfo.CurrentCulture = s_culture;
        rt.BlockOn(() =>
        {
            thread.IsBackground = true;
            (thread.Name, thread.Priority) = ("body", ThreadPriority.Normal);
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return Task.CompletedTask;
        });
        Assert.Equal((false, "caller", ThreadPriority.BelowNormal), (thread.IsBackground, thread.Name, thread.Priority));
        Assert.Same(s_culture, CultureInfo.CurrentCulture);
    });

    // A token that interrupts a blocking call may fire just after the call has ended.
    [Fact]
    public async Task Interrupt_LeftByABlockingBody_SparesTheNextBody()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { MaxBlockingThreads = 1 });
        var bodies = Enumerable.Range(0, 50).Select(_ => rt.SpawnBlocking(static () =>
        {
            Thread.Sleep(1);
            Thread.CurrentThread.Interrupt();
        })).ToArray();
        foreach (var body in bodies)
            await body;
    }

    // Regression: the interrupted wait stayed in the queue, and a permit that was added later was granted to it and lost.
    [Fact]
    public void BlockingAcquire_WhenInterrupted_LeavesTheQueue() => OnOwnThread(() =>
    {
        var semaphore = new AsyncSemaphore(0);
        Thread.CurrentThread.Interrupt();
        Assert.Throws<ThreadInterruptedException>(() => semaphore.BlockingAcquire());
        semaphore.AddPermits(1);
        Assert.True(semaphore.TryAcquire(out var permit));
        permit.Dispose();
    });

    private static IRuntime Make(Place place) => AsyncRuntime.Create(place == Place.CompensatedWorker ? new RuntimeOptions { WorkerThreads = 1 } : new RuntimeOptions
    {
        Flavor = place switch
        {
            Place.OnlyThread => RuntimeFlavor.CurrentThread,
            Place.Pool => RuntimeFlavor.ThreadPool,
            _ => RuntimeFlavor.MultiThread,
        },
    });

    private static async Task Run(IRuntime rt, Place place, Action body) => await (place switch
    {
        Place.BlockingThread => rt.SpawnBlocking(body),
        Place.CompensatedWorker => rt.Spawn(() =>
        {
            try
            {
                // The only worker waits for a child, which runs on the thread that gets the core.
                rt.Spawn(static () => { }).AsTask().Wait();
            }
            catch (ThreadInterruptedException)
            {
                // The previous round left the interrupt. A worker that has not slept since then still has it, as a ThreadPool thread would.
            }

            body();
        }),
        Place.BlockInPlace => rt.Spawn(() => AsyncRuntime.BlockInPlace(body)),
        _ => rt.Spawn(body),
    });

    private static async Task<Looks> Look(IRuntime rt, Place place)
    {
        var looks = default(Looks);
        await Run(rt, place, () => looks = new Looks(
            Thread.CurrentThread.Name ?? "", Thread.CurrentThread.Priority, Thread.CurrentThread.IsBackground,
            ReferenceEquals(CultureInfo.CurrentCulture, s_culture), ReferenceEquals(CultureInfo.CurrentUICulture, s_culture), SynchronizationContext.Current is JoinHandle));
        return looks;
    }

    private static bool IsBlocked(Thread thread) => (thread.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0;

    private static bool IsIdle(IRuntime rt)
    {
        var metrics = rt.Metrics;
        return metrics is { AliveTasks: 0, CompensatingThreads: 0 } && metrics.IdleBlockingThreads == metrics.BlockingThreads
            && rt.CaptureSnapshot().Workers.All(static worker => worker.State == WorkerState.Parked);
    }

    /// <summary>Runs the body on several threads of the test's own, because a test may interrupt those.</summary>
    private static void Parallel(int threads, Action body)
    {
        Exception? failure = null;
        var all = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception e)
            {
                failure = e;
            }
        })).ToArray();
        foreach (var thread in all)
            thread.Start();
        foreach (var thread in all)
            thread.Join();
        Assert.Null(failure);
    }

    /// <summary>Runs the test on a thread of its own, because the threads of the test framework must not be interrupted.</summary>
    private static void OnOwnThread(Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                test();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    /// <summary>Compares keys, and blocks each thread that compares until <see cref="Free"/> is called.</summary>
    private sealed class BlockingComparer : IEqualityComparer<string>, IDisposable
    {
        private readonly ManualResetEventSlim _isComparing = new();
        private readonly ManualResetEventSlim _isFree = new();

        /// <summary>Starts a thread that takes the lock of the map, and returns once that thread holds it.</summary>
        public Thread HoldLockOf(JoinMap<string, int> map)
        {
            var holder = new Thread(() => map.ContainsKey("key"));
            holder.Start();
            _isComparing.Wait();
            return holder;
        }

        public void Free() => _isFree.Set();

        public bool Equals(string? x, string? y)
        {
            _isComparing.Set();
            _isFree.Wait();
            return x == y;
        }

        public int GetHashCode(string key) => 1;

        public void Dispose()
        {
            _isComparing.Dispose();
            _isFree.Dispose();
        }
    }

    private readonly record struct Looks(string Name, ThreadPriority Priority, bool IsBackground, bool HasCulture, bool HasUICulture, bool HasOwnContext);
}
