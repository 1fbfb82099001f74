using System.Runtime.CompilerServices;

namespace HostedRuntime.Tests.Runtime;

/// <summary>After its end a runtime can be collected, because nothing of its own refers to it any more.</summary>
public sealed class EndedRuntimeTests
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);

    public static TheoryData<RuntimeFlavor> Flavors => [RuntimeFlavor.MultiThread, RuntimeFlavor.CurrentThread, RuntimeFlavor.ThreadPool];

    [Theory]
    [MemberData(nameof(Flavors))]
    public void Shutdown_WhenATaskSleepsOn_RuntimeIsCollected(RuntimeFlavor flavor) => AssertFreed(flavor, static rt =>
    {
        using var cts = new CancellationTokenSource();
        var asleep = new SemaphoreSlim(0);
        var task = rt.Spawn(async () =>
        {
            // Each abort of the shutdown ends one sleep. The last sleep outlives the runtime.
            for (var i = 0; i < 3; i++)
            {
                try
                {
                    var sleep = AsyncTime.SleepAsync(TimeSpan.FromHours(1), cts.Token);
                    asleep.Release();
                    await sleep;
                }
                catch (OperationCanceledException)
                {
                }
            }
        });
        Assert.True(asleep.Wait(s_hang));
        rt.ShutdownAsync(TimeSpan.FromMilliseconds(50)).GetAwaiter().GetResult();
        cts.Cancel();
        Assert.True(task.JoinAsync().AsTask().Wait(s_hang));
    });

    [Theory]
    [MemberData(nameof(Flavors))]
    public void Shutdown_WithArmedTimers_RuntimeIsCollected(RuntimeFlavor flavor)
    {
        using var fired = new SemaphoreSlim(0);
        ITimer? timer = null;
        AssertFreed(flavor, rt =>
        {
            timer = rt.TimeProvider.CreateTimer(_ => fired.Release(), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
            rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        });
        // A timer of the runtime's clock still works after that.
        Assert.True(timer!.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan));
        Assert.True(fired.Wait(s_hang));
        timer.Dispose();
    }

    [Theory]
    [MemberData(nameof(Flavors))]
    public void Shutdown_AfterWorkOfManyKinds_RuntimeIsCollected(RuntimeFlavor flavor) => AssertFreed(flavor, static rt =>
    {
        rt.Spawn(static async () =>
        {
            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1));
            await AsyncTime.TimeoutAsync(TimeSpan.FromHours(1), static async _ => await CurrentTask.YieldAsync());
        }).AsTask().Wait(s_hang);
        rt.SpawnBlocking(static () => 1).AsTask().Wait(s_hang);
        rt.BlockOn(static async () => await AsyncTime.TimeoutAsync(TimeSpan.FromHours(1), static async _ => await Task.Yield()));
        rt.ShutdownAsync(s_hang).GetAwaiter().GetResult();
    });

    private static void AssertFreed(RuntimeFlavor flavor, Action<IRuntime> use)
    {
        var weak = Use(flavor, use);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !weak.IsAlive;
            },
            s_hang), "The runtime is still referenced.");
    }

    /// <summary>Uses the runtime on a thread of its own, because a thread refers to its last poll as long as the thread lives.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Use(RuntimeFlavor flavor, Action<IRuntime> use)
    {
        WeakReference? weak = null;
        Exception? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                weak = Made(flavor, use);
            }
            catch (Exception e)
            {
                error = e;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(error);
        return weak!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Made(RuntimeFlavor flavor, Action<IRuntime> use)
    {
        var options = new RuntimeOptions { Flavor = flavor };
        if (flavor == RuntimeFlavor.MultiThread)
            options.WorkerThreads = 2;
        var rt = AsyncRuntime.Create(options);
        use(rt);
        return new WeakReference(rt);
    }
}
