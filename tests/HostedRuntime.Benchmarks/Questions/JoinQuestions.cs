using BenchmarkDotNet.Attributes;

namespace HostedRuntime.Benchmarks.Questions;

/// <summary>Measures the cost of a join and of a yield.</summary>
public class JoinQuestions : OnAWorker
{
    /// <summary>Spawns and awaits in turn, so each operation has a spawn, a suspension and a resumption.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void SpawnAndJoin() => Run(async () =>
    {
        for (var i = 0; i < Operations; i++)
            await Runtime.Spawn(static () => { });
    });

    /// <summary>Awaits a task that has ended.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void JoinEnded() => Run(async () =>
    {
        var ended = Runtime.Spawn(static () => { });
        await ended;
        for (var i = 0; i < Operations; i++)
            await ended;
    });

    /// <summary>The runtime's own yield, without allocation.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void YieldAsync() => Run(static async () =>
    {
        for (var i = 0; i < Operations; i++)
            await CurrentTask.YieldAsync();
    });

    /// <summary>The BCL's yield on a worker, without allocation.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void TaskYield() => Run(static async () =>
    {
        for (var i = 0; i < Operations; i++)
            await Task.Yield();
    });
}
