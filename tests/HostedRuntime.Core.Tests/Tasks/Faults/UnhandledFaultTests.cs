using System.Runtime.CompilerServices;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Tasks;

public sealed class UnhandledFaultTests
{
    private readonly RuntimeHooks _hooks = new();
    private readonly List<(TaskInfo Task, Exception Error)> _reports = [];

    public UnhandledFaultTests() => _hooks.TaskFaulted += (task, error) =>
    {
        lock (_reports)
            _reports.Add((task, error));
    };

    private int Count
    {
        get
        {
            lock (_reports)
                return _reports.Count;
        }
    }

    [Fact]
    public void Fault_NeverObserved_IsReportedOnce()
    {
        using var rt = Create();
        SpawnAndForget(rt);
        CollectUntil(() => Count == 1);
        Collect();
        var (task, error) = Assert.Single(_reports);
        Assert.IsType<FormatException>(error);
        Assert.Equal(("forgotten", "UnhandledFaultTests.cs"), (task.Name, task.File));
    }

    [Fact]
    public void Fault_WhenObserved_IsNotReported()
    {
        using var rt = Create();
        SpawnAndObserve(rt);
        SpawnAndForget(rt);
        CollectUntil(() => Count == 1);
        Assert.Equal("forgotten", Assert.Single(_reports).Task.Name);
    }

    [Fact]
    public void Fault_WithIgnore_IsNotReported()
    {
        using var rt = Create(UnhandledFaultBehavior.Ignore);
        SpawnAndForget(rt);
        Collect();
        rt.BlockOn(async () => await rt.Spawn(() => { }));
        Assert.Equal(0, Count);
    }

    [Fact]
    public void AsyncVoid_WhenItThrows_ReportsAFaultOfItsTask()
    {
        using var rt = Create();
        var handle = rt.Spawn(
            () =>
            {
                static async void Throw()
                {
                    await Task.Yield();
                    throw new FormatException();
                }

                Throw();
            },
            new SpawnOptions { Name = "async void" });
        Signals.SpinUntil(() => Count == 1, "the fault is reported");
        Assert.Equal(("async void", handle.Id), (_reports[0].Task.Name, _reports[0].Task.Id));
        rt.BlockOn(async () => await handle);
    }

    [Fact]
    public void Post_WhenItThrows_ReportsAFaultOfItsTask()
    {
        using var rt = Create();
        rt.BlockOn(async () => await rt.Spawn(async () =>
        {
            SynchronizationContext.Current!.Post(_ => throw new FormatException(), null);
            await CurrentTask.YieldAsync();
        }));
        Signals.SpinUntil(() => Count == 1, "the fault is reported");
        rt.BlockOn(async () => await rt.Spawn(() => { }));
    }

    [Fact]
    public void Fault_WithStop_EndsTheRuntime()
    {
        using var rt = Create(UnhandledFaultBehavior.Stop);
        SpawnAndForget(rt);
        CollectUntil(() => rt.State == RuntimeState.Stopped);
        Assert.Equal(1, Count);
    }

    [Fact]
    public void Hooks_WhenTheyThrow_TasksStillRun()
    {
        _hooks.TaskSpawned += _ => throw new FormatException();
        _hooks.TaskTerminated += _ => throw new FormatException();
        _hooks.BeforePoll += _ => throw new FormatException();
        _hooks.WorkerParking += _ => throw new FormatException();
        using var rt = Create();
        Assert.Equal(1, rt.BlockOn(async () => await rt.Spawn(() => 1)));
    }

    private static void CollectUntil(Func<bool> condition) => Signals.SpinUntil(
        () =>
        {
            Collect();
            return condition();
        },
        "the fault is reported");

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    // In a method of its own, because a frame of unoptimized code keeps objects that it once held.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SpawnAndForget(IRuntimeHandle rt)
    {
        var handle = rt.Spawn(() => throw new FormatException(), new SpawnOptions { Name = "forgotten" });
        Signals.SpinUntil(() => handle.IsFinished, "the task ends");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SpawnAndObserve(IRuntimeHandle rt)
    {
        var handle = rt.Spawn(() => throw new FormatException(), new SpawnOptions { Name = "observed" });
        Assert.Throws<FormatException>(() => rt.BlockOn(async () => await handle));
    }

    private IRuntime Create(UnhandledFaultBehavior behavior = UnhandledFaultBehavior.Report)
        => AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2, UnhandledFaults = behavior }, hooks: _hooks);
}
