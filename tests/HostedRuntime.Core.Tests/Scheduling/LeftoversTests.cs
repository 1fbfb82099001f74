using System.Globalization;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>A thread of the runtime survives whatever a body does to it, and the next body finds it as it was.</summary>
public sealed class LeftoversTests
{
    /// <summary>Equal to the invariant one, which may be all there is on the machine, and not the same.</summary>
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

    // Not on the ThreadPool: its threads are those of the test framework too.
    [Theory]
    [InlineData(Place.Worker)]
    [InlineData(Place.OnlyThread)]
    [InlineData(Place.BlockingThread)]
    [InlineData(Place.CompensatedWorker)]
    [InlineData(Place.BlockInPlace)]
    public async Task Interrupt_LeftByBodies_DoesNotEndTheirThread(Place place)
    {
        await using var rt = Make(place);
        for (var round = 0; round < 20; round++)
        {
            await Run(rt, place, static () => Thread.CurrentThread.Interrupt());
            // In the middle of the round the thread finds no work and sleeps, with the interrupt pending.
            Signals.SpinUntil(() => IsIdle(rt), "the threads sleep");
            Assert.Equal(round, await rt.Spawn(() => round));
            Assert.Equal(round, await rt.SpawnBlocking(() => round));
        }
    }

    // An interrupt that is pending breaks into any lock that another thread holds, also one of the engine in the middle of an operation.
    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    public async Task Interrupt_PendingWhileTheEnginesLocksAreContended_LosesNothing(RuntimeFlavor flavor)
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

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Properties_ChangedByABody_AreAsBeforeForTheNext(Place place)
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
        // The threads of the ThreadPool are many: the next body may run on another.
        if (place is Place.OnlyThread or Place.BlockingThread)
            Assert.Equal(before.Name, (await Look(rt, place)).Name);
    }

    // A thread that always has something to poll never comes to rest.
    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    public async Task Background_OfAThreadThatNeverRests_IsPutBack(RuntimeFlavor flavor)
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
    public void BlockOn_BodyThatInterruptsItsThread_EndsAndLeavesTheInterruptToTheCaller(RuntimeFlavor flavor) => OnOwnThread(() =>
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
    public void BlockOn_BodyThatChangesTheThread_PutsBackWhatTheCallerHad() => OnOwnThread(() =>
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

    // A token that interrupts a blocking call may do so when the call is just over.
    [Fact]
    public async Task Interrupt_LeftByABlockingBody_DoesNotReachTheNext()
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

    // The wait stayed in the queue: the permit that came later went to nobody.
    [Fact]
    public void BlockingAcquire_Interrupted_LeavesTheQueue() => OnOwnThread(() =>
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
                // The only worker waits for a child: that runs on the thread that gets the core.
                rt.Spawn(static () => { }).AsTask().Wait();
            }
            catch (ThreadInterruptedException)
            {
                // Left by the round before. A worker that has not slept since still has it, as a thread of the ThreadPool would.
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

    private static bool IsIdle(IRuntime rt)
    {
        var metrics = rt.Metrics;
        return metrics is { AliveTasks: 0, CompensatingThreads: 0 } && metrics.IdleBlockingThreads == metrics.BlockingThreads
            && (rt.Flavor == RuntimeFlavor.ThreadPool || metrics.Workers.Sum(static worker => worker.Parks) >= metrics.Workers.Count);
    }

    /// <summary>The test framework's own threads are not to be interrupted.</summary>
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

    private readonly record struct Looks(string Name, ThreadPriority Priority, bool IsBackground, bool HasCulture, bool HasUICulture, bool HasOwnContext);
}
