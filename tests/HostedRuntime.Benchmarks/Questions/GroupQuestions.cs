using BenchmarkDotNet.Attributes;

namespace HostedRuntime.Benchmarks.Questions;

/// <summary>
/// Measures the cost of a task's membership in a group. A thousand tasks at a time, each completed when its body returns. The figure is for
/// one task.
/// </summary>
public class GroupQuestions : OnAWorker
{
    private const int Batch = 1_000;

    private static readonly Task<int> s_one = Task.FromResult(1);
    private static readonly Func<CancellationToken, Task<int>> s_body = static _ => s_one;

    /// <summary>Handles without a group, awaited one after the other.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public void Handles() => InBatches(async () =>
    {
        var handles = new JoinHandle<int>[Batch];
        for (var i = 0; i < Batch; i++)
            handles[i] = Runtime.Spawn(s_body);
        foreach (var handle in handles)
            await handle;
    });

    /// <summary>Children of a scope.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void Scope() => InBatches(() => Runtime.RunScopeAsync(static scope =>
    {
        for (var i = 0; i < Batch; i++)
            scope.Spawn(s_body).Detach();
        return Task.CompletedTask;
    }));

    /// <summary>Children of a scope whose body awaits each of them.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void ScopeAwaited() => InBatches(() => Runtime.RunScopeAsync(static async scope =>
    {
        var handles = new JoinHandle<int>[Batch];
        for (var i = 0; i < Batch; i++)
            handles[i] = scope.Spawn(s_body);
        foreach (var handle in handles)
            await handle;
    }));

    /// <summary>Tasks of a set, whose results are taken as they complete.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void JoinSet() => InBatches(async () =>
    {
        await using var set = new JoinSet<int>(Runtime);
        for (var i = 0; i < Batch; i++)
            set.Spawn(s_body);
        while (await set.JoinNextAsync() is not null)
        {
        }
    });

    /// <summary>Tracked tasks.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void Tracker() => InBatches(() =>
    {
        var tracker = new TaskTracker(Runtime);
        for (var i = 0; i < Batch; i++)
            tracker.Spawn(s_body).Detach();
        tracker.Close();
        return tracker.WaitAsync();
    });

    /// <summary>The BCL's counterpart to a scope, on a thread of the ThreadPool.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void WhenAll() => OnThePool(static tasks => Task.WhenAll(tasks));

    /// <summary>The BCL's counterpart to a set, on a thread of the ThreadPool.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void WhenEach() => OnThePool(static async tasks =>
    {
        await foreach (var task in Task.WhenEach(tasks))
            await task;
    });

    private static void OnThePool(Func<Task<int>[], Task> join) => Task.Run(async () =>
    {
        for (var batch = 0; batch < Operations / Batch; batch++)
        {
            var tasks = new Task<int>[Batch];
            for (var i = 0; i < Batch; i++)
                tasks[i] = Task.Run(static () => s_one);
            await join(tasks);
        }
    }).Wait();

    private void InBatches(Func<Task> batch) => Run(async () =>
    {
        for (var i = 0; i < Operations / Batch; i++)
            await batch();
    });
}
