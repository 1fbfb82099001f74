using System.Collections.Concurrent;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Combinations;

/// <summary>
/// Every flavor with every place to throw, every time to be aborted, the handle awaited or dropped, in every phase of a shutdown:
/// whatever meets, a task ends or is named, says one status, reports a fault that nobody saw once, and leaves nothing behind.
/// </summary>
public abstract class CombinationTests
{
    // Of some hundreds; more would say the same.
    private const int MostFailures = 5;

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
                if (failures.Count == MostFailures)
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
            "each fault that nobody saw is reported");
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
