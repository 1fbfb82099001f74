using System.Collections.Concurrent;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Combinations;

/// <summary>
/// Combines every flavor, place to throw, kind of wait, time of an abort, awaited or dropped handle, and phase of a shutdown. In every
/// combination a task ends or is named, has one status, reports an unobserved fault once, and leaves nothing behind.
/// </summary>
public abstract class CombinationTests
{
    // The limit of failures among several hundred combinations. More failures would add no information.
    private const int MaxFailures = 5;

    private readonly ConcurrentQueue<string> _reported = new();

    protected abstract RuntimeFlavor Flavor { get; }

    [Theory]
    [InlineData(ShutdownPhase.None)]
    [InlineData(ShutdownPhase.Drain)]
    [InlineData(ShutdownPhase.Abort)]
    [InlineData(ShutdownPhase.Reported)]
    public void Combination_Each_KeepsEveryPromise(ShutdownPhase phase)
    {
        using var observer = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var failures = new List<string>();
        var expected = new List<string>();
        foreach (var combination in Combination.All(Flavor, phase))
        {
            try
            {
                CombinationRun.Run(combination, observer, OnFault);
            }
            catch (Exception e)
            {
                failures.Add($"{combination}: {e}");
                if (failures.Count == MaxFailures)
                    break;
            }

            if (combination is { IsDropped: true, Status: JoinStatus.Faulted })
                expected.Add(combination.ToString());
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        Signals.SpinUntil(
            () =>
            {
                Collect();
                return _reported.Count >= expected.Count;
            },
            "each unobserved fault is reported");
        Collect();
        Assert.Equal(expected.Order(), _reported.Order());
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private void OnFault(TaskInfo task, Exception fault) => _reported.Enqueue(fault is CombinedFault && fault.Message == task.Name ? task.Name : $"{task}: {fault}");
}

public sealed class CombinationsOnMultiThreadTests : CombinationTests
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.MultiThread;
}

public sealed class CombinationsOnCurrentThreadTests : CombinationTests
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class CombinationsOnThreadPoolTests : CombinationTests
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
