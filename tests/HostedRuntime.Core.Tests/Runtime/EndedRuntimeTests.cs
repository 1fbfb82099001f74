using System.Runtime.CompilerServices;

namespace HostedRuntime.Tests.Runtime;

/// <summary>After its end a runtime is kept alive by nothing of its own.</summary>
public sealed class EndedRuntimeTests
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);

    public static TheoryData<RuntimeFlavor> Flavors => [RuntimeFlavor.MultiThread, RuntimeFlavor.CurrentThread, RuntimeFlavor.ThreadPool];

    [Theory]
    [MemberData(nameof(Flavors))]
    public void Shutdown_TaskSleepsOnAndIsCanceled_LeavesNothingThatHoldsTheRuntime(RuntimeFlavor flavor) => AssertFreed(flavor, static rt =>
    {
        using var cts = new CancellationTokenSource();
        var asleep = new SemaphoreSlim(0);
        var task = rt.Spawn(async () =>
        {
            // Each abort of the end takes one sleep; the last one outlives the runtime.
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
    public void Shutdown_TimersOfItsClockAreArmed_DoNotHoldTheRuntime(RuntimeFlavor flavor)
    {
        using var rung = new SemaphoreSlim(0);
        ITimer? timer = null;
        AssertFreed(flavor, rt =>
        {
            timer = rt.TimeProvider.CreateTimer(_ => rung.Release(), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
            rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        });
        // And they work on.
        Assert.True(timer!.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan));
        Assert.True(rung.Wait(s_hang));
        timer.Dispose();
    }

    [Theory]
    [MemberData(nameof(Flavors))]
    public void Shutdown_AfterWorkOfManyKinds_LeavesNothingThatHoldsTheRuntime(RuntimeFlavor flavor) => AssertFreed(flavor, static rt =>
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
            s_hang), "Something still holds the runtime.");
    }

    /// <summary>On a thread of its own: what a thread keeps of its last poll goes with the thread.</summary>
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
