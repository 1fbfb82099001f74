using BenchmarkDotNet.Attributes;

namespace HostedRuntime.Benchmarks.Questions;

/// <summary>What does it cost to wait for a task, and to give up one's turn?</summary>
public class JoinQuestions : OnAWorker
{
    /// <summary>Spawn and await, in turn: the spawn, the suspension, the resumption.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void SpawnAndJoin() => Run(async () =>
    {
        for (var i = 0; i < Operations; i++)
            await Runtime.Spawn(static () => { });
    });

    /// <summary>Await a task that has ended.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void JoinEnded() => Run(async () =>
    {
        var ended = Runtime.Spawn(static () => { });
        await ended;
        for (var i = 0; i < Operations; i++)
            await ended;
    });

    /// <summary>A yield of the runtime's own: no allocation.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void YieldAsync() => Run(static async () =>
    {
        for (var i = 0; i < Operations; i++)
            await CurrentTask.YieldAsync();
    });

    /// <summary>The BCL's yield on a worker: no allocation.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void TaskYield() => Run(static async () =>
    {
        for (var i = 0; i < Operations; i++)
            await Task.Yield();
    });
}
