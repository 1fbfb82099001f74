using BenchmarkDotNet.Attributes;
using HostedRuntime.Benchmarks.SideBySide;

namespace HostedRuntime.Benchmarks.Questions;

/// <summary>Measures the cost of spawning and running a task.</summary>
public class SpawnQuestions : OnAWorker
{
    /// <summary>A body that has completed when it returns. Allocates one object.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void SynchronousBody() => SpawnAll(static (runtime, left) =>
    {
        Action body = left.Down;
        for (var i = 0; i < Operations; i++)
            runtime.Spawn(body).Detach();
    });

    /// <summary>An asynchronous body that does not suspend. Allocates one object.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void AsynchronousBody() => SpawnAll(static (runtime, left) =>
    {
        Func<Task> body = left.DownAsync;
        for (var i = 0; i < Operations; i++)
            runtime.Spawn(body).Detach();
    });

    /// <summary>The counterpart of .NET, without a runtime.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void TaskRun()
    {
        var left = new Countdown(Operations);
        Action body = left.Down;
        _ = Task.Run(() =>
        {
            for (var i = 0; i < Operations; i++)
                _ = Task.Run(body);
        });
        left.Wait();
    }

    private void SpawnAll(Action<IRuntime, Countdown> spawn)
    {
        var left = new Countdown(Operations);
        Runtime.Spawn(() => spawn(Runtime, left)).Detach();
        left.Wait();
    }
}
